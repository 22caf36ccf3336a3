"""Creating, editing, putting away and bringing in companies."""

from __future__ import annotations

import pytest

from accrue.contacts import selectors, services
from accrue.contacts.models import Company
from accrue.errors import Conflict, Invalid, Missing
from accrue.events.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def northwind(rep):
    return services.create_company(
        actor=rep, name="Northwind  Traders", domain="https://www.Northwind.example/about", employees="1,200"
    )


def test_created_from_what_people_paste(northwind):
    assert (northwind.name, northwind.domain, northwind.employees) == (
        "Northwind Traders",
        "northwind.example",
        1200,
    )


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "A", "domain": "not a domain"}, "domain"),
        ({"name": "A", "employees": "many"}, "employees"),
    ],
)
def test_bad_input_names_its_field(rep, details, field):
    with pytest.raises(Invalid) as error:
        services.create_company(actor=rep, **details)
    assert field in error.value.fields
    assert not Company.objects.exists()


def test_edit_archive_restore(rep, northwind):
    services.edit_company(actor=rep, company_id=northwind.pk, version=1, city="Hamburg")
    with pytest.raises(Conflict):
        services.edit_company(actor=rep, company_id=northwind.pk, version=1, city="Bremen")
    services.archive_company(actor=rep, company_id=northwind.pk)
    assert not selectors.companies(rep).exists()
    services.restore_company(actor=rep, company_id=northwind.pk)
    assert [e.name for e in Event.objects.filter(subject_kind="company").order_by("pk")] == [
        "CompanyCreated",
        "CompanyEdited",
        "CompanyArchived",
        "CompanyRestored",
    ]


def test_another_team_finds_none(stranger, northwind):
    assert selectors.companies_called(stranger, "north") == []
    with pytest.raises(Missing):
        selectors.company(stranger, northwind.pk)


def test_found_while_typing(rep, northwind):
    assert selectors.companies_called(rep, "wind tra") == [northwind]


def test_import(manager):
    services.import_companies(actor=manager, rows=[{"name": f"C{n}"} for n in range(10)])
    assert Company.objects.filter(owner=manager).count() == 10
    assert Event.objects.filter(name="CompanyCreated").count() == 10

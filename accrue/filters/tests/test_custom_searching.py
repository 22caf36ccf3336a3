"""Custom fields that search finds: by any part of a word, in lists and by Ctrl K, and never for whom they are hidden from."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accrue import clock
from accrue.accounts.kinds import Level
from accrue.accounts.models import FieldRule, Role
from accrue.accounts.services import create_user
from accrue.billing.models import Order
from accrue.billing.selectors import orders
from accrue.contacts import services as contacts
from accrue.contacts.models import Company, Person
from accrue.contacts.selectors import companies, people
from accrue.errors import Invalid
from accrue.filters.custom.models import CustomField
from accrue.filters.custom.searching import take_in
from accrue.filters.custom.services import (
    archive_field,
    change_field,
    delete_field,
    make_field,
    restore_field,
)
from accrue.products.selectors import products
from accrue.products.services import create_product
from accrue.sales.models import Deal
from accrue.sales.selectors import DealFilters, deals
from accrue.sales.services import ensure_default_pipeline, open_deal

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(db):
    from accrue.accounts.services import ensure_built_in_roles

    ensure_built_in_roles()
    return create_user(email="root@accrue.test", name="Root", roles=["administrator"])


@pytest.fixture
def reader(admin):
    return create_user(email="fin@accrue.test", name="Fin", roles=["finance"])


def field(admin, label="Badge", kind="company", **more):
    return make_field(actor=admin, kind=kind, label=label, type="text", **{"is_searched": True, **more})


def made(admin, name="Acme", **custom):
    return contacts.create_company(actor=admin, name=name, custom=custom)


def found(actor, q, ask=companies):
    return {str(one) for one in ask(actor, query=q)}


def hide(role, name, kind="company", level=Level.HIDE):
    return FieldRule.objects.create(role=Role.objects.get(key=role), kind=kind, field=name, level=level)


def work(one):
    """What the worker does, and the field as it is after."""
    take_in(one.pk, lambda done, total: None)
    one.refresh_from_db()
    return one


def test_a_new_field_is_found_by_any_part_of_a_word_beside_the_name(admin):
    field(admin)
    made(admin, badge="Zürich-Ostring"), made(admin, "Other")
    for q in ("ostr", "zurich", "ZÜR ring", "acme ostring"):
        assert found(admin, q) == {"Acme"}, q
    assert found(admin, "acme nothing") == set()


def test_a_telephone_number_is_found_however_its_digits_are_grouped(admin):
    field(admin, "Hotline")
    made(admin, hotline="+49 (40) 5551-000")
    for q in ("5551000", "040 555", "+49 40 55 51", "(40)"):
        assert found(admin, q) == {"Acme"}, q


def test_what_is_not_marked_is_not_found(admin):
    field(admin, is_searched=False)
    made(admin, badge="Ostring")
    assert found(admin, "ostring") == set()


def test_every_kind_is_found_by_its_fields(admin):
    for kind in ("person", "product", "deal", "order"):
        field(admin, kind=kind)
    custom = {"badge": "Ostring"}
    contacts.create_person(actor=admin, given_name="Ada", custom=custom)
    create_product(actor=admin, code="P", name="Seat", price_minor=1, currency="EUR", custom=custom)
    stage = ensure_default_pipeline().stages.first()
    open_deal(actor=admin, stage_id=stage.pk, fields={"name": "Pilot", "custom": custom})
    Order.objects.create(number="O-1", ordered_at=clock.now(), amount_minor=1, currency="EUR", custom=custom)
    assert found(admin, "stri", people) == {"Ada"}
    assert found(admin, "stri", products) == {str(one) for one in products(admin)}
    assert {deal.name for deal in deals(admin, DealFilters(q="stri"))} == {"Pilot"}
    assert [order.number for order in orders(admin, query="stri")] == ["O-1"]
    assert [order.number for order in orders(admin, query="O-1")] == ["O-1"]


def test_however_it_is_written_search_follows(admin):
    field(admin)
    one = made(admin, badge="First")
    contacts.edit_company(actor=admin, company_id=one.pk, version=one.version, custom={"badge": "Second"})
    assert (found(admin, "first"), found(admin, "second")) == (set(), {"Acme"})
    Company.objects.filter(pk=one.pk).update(custom={"badge": "Third"})
    assert (found(admin, "second"), found(admin, "third")) == (set(), {"Acme"})
    Company.objects.bulk_create([Company(name="Bulk", custom={"badge": "Fourth"})])
    assert found(admin, "fourth") == {"Bulk"}


def test_a_hidden_field_leaks_nothing_and_what_is_seen_is_still_found(admin, reader):
    field(admin, "Secret"), field(admin, "Open")
    made(admin, secret="Takeover", open="Ostring")
    assert (found(reader, "takeover"), found(reader, "ostring")) == ({"Acme"}, {"Acme"})
    hide("finance", "custom_secret")
    reader = type(reader).objects.get(pk=reader.pk)
    assert found(reader, "takeover") == set()
    assert found(reader, "takeov") == found(reader, "acme takeover") == found(reader, "tak") == set()
    assert (found(reader, "ostring"), found(reader, "acme ostr")) == ({"Acme"}, {"Acme"})
    assert found(admin, "takeover") == {"Acme"}


def test_what_only_was_marked_leaks_nothing_before_the_worker_took_it_out(admin, reader):
    one = field(admin, "Secret")
    made(admin, secret="Takeover")
    hide("finance", "custom_secret")
    reader = type(reader).objects.get(pk=reader.pk)
    one = change_field(actor=admin, field_id=one.pk, version=one.version, is_searched=False)
    assert one.is_in_search
    assert found(reader, "takeover") == set()
    assert not work(one).is_in_search
    assert found(admin, "takeover") == set()
    one = change_field(actor=admin, field_id=one.pk, version=one.version, is_searched=True)
    archive_field(actor=admin, field_id=one.pk)
    assert found(reader, "takeover") == set()


def test_marking_takes_in_what_stands_there_and_archiving_takes_it_out(admin):
    one = field(admin, is_searched=False)
    made(admin, badge="Ostring")
    before = Company.objects.get()
    one = change_field(actor=admin, field_id=one.pk, version=one.version, is_searched=True)
    assert found(admin, "ostring") == set()
    assert one.search_progress.title == "Search and “Badge”"
    work(one)
    assert found(admin, "ostring") == {"Acme"}
    after = Company.objects.get()
    assert (after.version, after.custom) == (before.version, before.custom)
    archive_field(actor=admin, field_id=one.pk)
    assert not work(one).is_in_search
    assert found(admin, "ostring") == set()
    restore_field(actor=admin, field_id=one.pk)
    work(one)
    assert found(admin, "ostring") == {"Acme"}
    archive_field(actor=admin, field_id=one.pk)
    delete_field(actor=admin, field_id=one.pk, values=1)
    assert found(admin, "ostring") == set()
    take_in(one.pk, lambda done, total: None)  # a field that is gone meanwhile


def test_taking_in_writes_no_history(admin):
    one = field(admin, is_searched=False)
    made(admin, badge="Ostring")
    events = Company.pgh_event_model.objects
    count = events.count()
    one = change_field(actor=admin, field_id=one.pk, version=one.version, is_searched=True)
    work(one)
    assert events.count() == count


@pytest.mark.parametrize("type_", ["number", "date", "yesno", "money"])
def test_only_texts_are_found(admin, type_):
    with pytest.raises(Invalid) as refused:
        make_field(actor=admin, kind="company", label="Size", type=type_, is_searched=True)
    assert refused.value.fields["is_searched"] == "Only texts can be found by search."


def test_search_costs_no_more_questions(admin):
    made(admin, "Acme")

    def asked():
        with CaptureQueriesContext(connection) as seen:
            list(companies(admin, query="ostring"))
        return len(seen)

    asked()
    before = asked()
    field(admin)
    list(companies(admin, query="ostring"))
    assert asked() == before


def test_the_page_marks_a_field_and_shows_the_work(client, admin):
    client.force_login(admin)
    one = field(admin, is_searched=False)
    made(admin, badge="Ostring")
    form = {"label": "Badge", "help_text": "", "default": "", "is_searched": "on"}
    assert client.post(f"/fields/{one.pk}/version/{one.version}/", form).status_code == 302
    text = client.get("/fields/company/").content.decode()
    assert "Found by search" in text
    assert "search finds only some of the records by this field" in text
    assert 'id="works"' in client.get("/fields/company/", headers={"HX-Request": "true"}).content.decode()
    one.refresh_from_db()
    from accrue.filters.jobs import take_into_search

    take_into_search(one.pk, one.search_progress_id)
    assert "search finds only some" not in client.get("/fields/company/").content.decode()
    results = client.get("/palette/", {"q": "ostri"}).content.decode()
    assert "Acme" in results
    assert {Deal.objects.count(), Person.objects.count(), CustomField.objects.count()} == {0, 1}

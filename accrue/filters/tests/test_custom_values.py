"""What may stand in custom fields, and that every door writes it through the one place."""

from __future__ import annotations

from typing import Any

import pytest

from accrue.accounts.models import User
from accrue.accounts.services import create_user
from accrue.contacts.models import Company
from accrue.contacts.services import add_many, change_many, create_company, edit_company
from accrue.errors import Conflict, Forbidden, Invalid
from accrue.filters.compiling import narrowed
from accrue.filters.custom.models import CustomField, UniqueValue
from accrue.filters.custom.services import (
    archive_field,
    change_field,
    delete_field,
    make_field,
    order_fields,
    restore_field,
)
from accrue.filters.tree import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(teams: Any) -> User:
    return create_user(email="root@accrue.test", name="Root", roles=["administrator"], team=teams[0])


@pytest.fixture
def fields(admin: User) -> dict[str, CustomField]:
    made = [
        make_field(actor=admin, kind="company", label="VAT id", type="text", is_unique=True),
        make_field(actor=admin, kind="company", label="Floors", type="number"),
        make_field(actor=admin, kind="company", label="Credit line", type="money"),
        make_field(actor=admin, kind="company", label="Contract end", type="date"),
        make_field(actor=admin, kind="company", label="Tier", type="choice", choices=["Gold", "Silver"]),
        make_field(actor=admin, kind="company", label="Lines", type="choices", choices=["Tea", "Coffee"]),
        make_field(actor=admin, kind="company", label="Advisor", type="user"),
        make_field(actor=admin, kind="company", label="Is a partner", type="yesno"),
        make_field(actor=admin, kind="company", label="Parent", type="record", to="company"),
    ]
    return {field.key: field for field in made}


GIVEN: list[tuple[str, Any, Any]] = [
    ("vat_id", "  DE 123 ", "DE 123"),
    ("floors", "1,250.50", 1250.5),
    ("floors", 3, 3),
    ("credit_line", "1250.50 EUR", {"minor": 125050, "currency": "EUR"}),
    ("credit_line", {"minor": 5, "currency": "JPY"}, {"minor": 5, "currency": "JPY"}),
    ("contract_end", "2026-11-22", "2026-11-22"),
    ("tier", "gold", "gold"),
    ("lines", "Coffee; tea", ["tea", "coffee"]),
    ("is_a_partner", "Yes", True),
    ("is_a_partner", False, False),
]
REFUSED: list[tuple[str, Any, str]] = [
    ("vat_id", 7, "text"),
    ("vat_id", "x" * 501, "500"),
    ("floors", "many", "number"),
    ("floors", "1,5", "number"),
    ("floors", 1e300, "digits"),
    ("floors", "NaN", "number"),
    ("credit_line", "1250.50", "currency"),
    ("credit_line", "1250.505 EUR", "decimal places"),
    ("credit_line", {"minor": 1.5, "currency": "EUR"}, "minor"),
    ("contract_end", "22.11.2026", "2026-11-22"),
    ("contract_end", "2026-02-30", "no such day"),
    ("tier", "Bronze", "Gold, Silver"),
    ("lines", ["tea", "cola"], "Tea, Coffee"),
    ("advisor", "anna", "number"),
    ("advisor", 999_999, "no such record"),
    ("parent", 999_999, "no such record"),
    ("is_a_partner", "perhaps", "yes or no"),
    ("unheard_of", "x", "no custom field"),
]


@pytest.mark.parametrize(("key", "given", "stored"), GIVEN)
def test_what_is_given_is_kept_in_one_form(
    admin: User, fields: Any, key: str, given: Any, stored: Any
) -> None:
    company = create_company(actor=admin, name="Acme", custom={key: given})
    company.refresh_from_db()
    assert company.custom == {key: stored}


@pytest.mark.parametrize(("key", "given", "said"), REFUSED)
def test_what_cannot_be_is_refused_at_its_field(
    admin: User, fields: Any, key: str, given: Any, said: str
) -> None:
    with pytest.raises(Invalid) as refused:
        create_company(actor=admin, name="Acme", custom={key: given})
    assert said in refused.value.fields[f"custom_{key}"]
    assert not Company.objects.exists()


def test_an_edit_changes_only_what_it_names(admin: User, fields: Any) -> None:
    company = create_company(actor=admin, name="Acme", custom={"floors": 3, "tier": "gold"})
    edit_company(actor=admin, company_id=company.pk, version=1, custom={"floors": "", "vat_id": "A"})
    company.refresh_from_db()
    assert company.custom == {"tier": "gold", "vat_id": "A"}
    assert company.version == 2


def test_required_and_default(admin: User) -> None:
    make_field(actor=admin, kind="company", label="Region", type="text", is_required=True)
    make_field(actor=admin, kind="company", label="Stars", type="number", default="3")
    with pytest.raises(Invalid) as refused:
        create_company(actor=admin, name="Acme")
    assert refused.value.fields == {"custom_region": "This field is required."}
    company = create_company(actor=admin, name="Acme", custom={"region": "North"})
    assert company.custom == {"region": "North", "stars": 3}
    edit_company(actor=admin, company_id=company.pk, version=1, name="Acme & Co", custom={})
    with pytest.raises(Invalid):
        edit_company(actor=admin, company_id=company.pk, version=2, custom={"region": ""})


def test_a_unique_value_is_held_by_one_record(admin: User, fields: Any) -> None:
    first = create_company(actor=admin, name="One", custom={"vat_id": "DE1"})
    with pytest.raises(Invalid, match="Another record has this value already; VAT id is unique"):
        create_company(actor=admin, name="Two", custom={"vat_id": "de1"})
    edit_company(actor=admin, company_id=first.pk, version=1, custom={"vat_id": "DE2"})
    create_company(actor=admin, name="Two", custom={"vat_id": "DE1"})
    assert UniqueValue.objects.count() == 2


def test_many_at_once_say_what_is_wrong_row_by_row(admin: User, fields: Any) -> None:
    rows = [
        {"name": "One", "custom": {"vat_id": "A", "floors": "2"}},
        {"name": "Two", "custom": {"vat_id": "a"}},
        {"name": "Three", "custom": {"floors": "x"}},
    ]
    made = add_many(actor=admin, kind="company", rows=rows)
    assert [isinstance(one, str) for one in made] == [False, True, True]
    one = made[0]
    assert isinstance(one, Company)
    changed = change_many(actor=admin, kind="company", changes={one.pk: {"custom": {"floors": "5"}}})
    one.refresh_from_db()
    assert one.custom == {"vat_id": "A", "floors": 5}
    assert changed[one.pk].before == {"custom": {"vat_id": "A", "floors": 2}}  # type: ignore[union-attr]


def test_choices_keep_their_keys_and_retire(admin: User, fields: Any) -> None:
    tier = fields["tier"]
    company = create_company(actor=admin, name="Acme", custom={"tier": "Silver"})
    choices = [{"key": "gold", "label": "Platinum"}, "Bronze"]
    changed = change_field(actor=admin, field_id=tier.pk, version=1, choices=choices)
    assert [(c["key"], c["label"], c["retired"]) for c in changed.choices] == [
        ("gold", "Platinum", False),
        ("bronze", "Bronze", False),
        ("silver", "Silver", True),
    ]
    edit_company(actor=admin, company_id=company.pk, version=1, custom={"tier": "silver", "floors": 1})
    with pytest.raises(Invalid, match="no longer offered"):
        create_company(actor=admin, name="New", custom={"tier": "silver"})


def test_archiving_keeps_what_stands_and_deleting_says_how_much(admin: User, fields: Any) -> None:
    floors = fields["floors"]
    company = create_company(actor=admin, name="Acme", custom={"floors": 3})
    with pytest.raises(Conflict, match="Archive"):
        delete_field(actor=admin, field_id=floors.pk, values=1)
    archive_field(actor=admin, field_id=floors.pk)
    with pytest.raises(Invalid, match="no custom field"):
        edit_company(actor=admin, company_id=company.pk, version=1, custom={"floors": 4})
    restore_field(actor=admin, field_id=floors.pk)
    archive_field(actor=admin, field_id=floors.pk)
    with pytest.raises(Conflict, match="stands in 1 records"):
        delete_field(actor=admin, field_id=floors.pk, values=0)
    delete_field(actor=admin, field_id=floors.pk, values=1)
    company.refresh_from_db()
    assert company.custom == {}


def test_unique_is_refused_while_values_stand_twice(admin: User, fields: Any) -> None:
    floors = fields["floors"]
    for name in ("One", "Two"):
        create_company(actor=admin, name=name, custom={"floors": 7})
    with pytest.raises(Invalid, match="several records: “7”"):
        change_field(actor=admin, field_id=floors.pk, version=1, is_unique=True)


def test_keys_are_stable_and_never_given_twice(admin: User) -> None:
    first = make_field(actor=admin, kind="company", label="Größe (m²)", type="number")
    assert first.key == "grosse_m2"
    change_field(actor=admin, field_id=first.pk, version=1, label="Area")
    second = make_field(actor=admin, kind="company", label="Größe (m²)", type="number")
    assert second.key == "grosse_m2_2"
    order_fields(actor=admin, kind="company", keys=["grosse_m2_2", "grosse_m2"])
    assert [one.pk for one in CustomField.objects.filter(kind="company")] == [second.pk, first.pk]


def test_only_who_may_make_fields_does(rep: User) -> None:
    with pytest.raises(Forbidden):
        make_field(actor=rep, kind="company", label="X", type="text")


ASKED: list[tuple[list[Any], list[str]]] = [
    (["custom_vat_id", "contains", "de"], ["One"]),
    (["custom_floors", "gte", 3], ["Two"]),
    (["custom_credit_line", "gt", "100 EUR"], ["One"]),
    (["custom_contract_end", "before", "2026-06-01"], ["One"]),
    (["custom_tier", "is", ["gold"]], ["One"]),
    (["custom_tier", "is_not", ["gold"]], ["Two"]),
    (["custom_lines", "is", ["coffee"]], ["One", "Two"]),
    (["custom_lines", "is_not", ["tea"]], ["Two"]),
    (["custom_lines", "filled"], ["One", "Two"]),
    (["custom_is_a_partner", "is", True], ["One"]),
    (["custom_parent", "filled"], ["Two"]),
    (["custom_advisor", "is", ["me"]], ["One"]),
    (["custom_floors", "empty"], []),
]


def test_each_type_is_asked_by_sql(admin: User, fields: Any) -> None:
    one = {"vat_id": "DE1", "floors": 2.5, "credit_line": "200 EUR", "contract_end": "2026-01-01"}
    one |= {"tier": "gold", "lines": ["tea", "coffee"], "is_a_partner": True, "advisor": admin.pk}
    first = create_company(actor=admin, name="One", custom=one)
    two = {"floors": 10, "lines": ["coffee"], "is_a_partner": False, "parent": first.pk}
    create_company(actor=admin, name="Two", custom=two)
    for condition, expected in ASKED:
        found = narrowed(admin, "company", Company.objects.all(), parse({"all": [condition]}))
        assert sorted(found.values_list("name", flat=True)) == expected, condition

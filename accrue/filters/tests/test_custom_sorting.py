"""Lists in the order of a custom field: typed, what is empty at the end, by keyset; who may not see it, cannot sort by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accrue import clock
from accrue.accounts.models import User
from accrue.accounts.services import create_user
from accrue.accounts.tokens import create_token
from accrue.contacts.models import Company
from accrue.filters.compiling import narrowed
from accrue.filters.custom.definitions import definitions
from accrue.filters.custom.models import FieldType
from accrue.filters.custom.reference import INDEXES, index_of
from accrue.filters.custom.services import archive_field, change_field, make_field, restore_field
from accrue.filters.custom.sorting import SORTED, WHY_NOT, custom_sorts
from accrue.filters.custom.values import kept
from accrue.filters.services import save_view
from accrue.filters.setting import Setting
from accrue.filters.tests.conftest import hide
from accrue.filters.tree import parse
from accrue.money.models import Rate
from accrue.ui.paging import page_of
from tests.roles import as_owner

pytestmark = pytest.mark.django_db

# By type: what is typed, from the least to the largest; those of one line are the same. Empty and unknown come last.
IN_ORDER: dict[str, list[list[Any]]] = {
    "text": [["10"], ["9"], ["Ämter", "amter"], ["anna"], ["Zoe"]],
    "number": [["-1,000"], [-2.5], [0], ["0.000001"], [9], [10, "10.0"], [999_999_999_999_999]],
    "money": [["-1 EUR"], ["500 JPY"], ["10 EUR", "20 USD"], ["10.01 EUR"], ["9,000 USD"]],
    "date": [["1999-12-31"], ["2026-09-30"], ["2026-10-01"]],
    "choice": [["Small"], ["Large"], ["Enormous"]],
    "choices": [["Small", "Large; Small"], ["Enormous; Large"], ["Enormous"]],
    "yesno": [["no"], ["yes", "ja"]],
    "formula": [[-7], [-1], [0], ["0.000001"], [10], [11, "11.0"], [12]],
}
PARTS = {"formula": "number"}
"""What stands in the field that a formula asks for; all else stands in the field itself."""


@pytest.fixture
def admin(teams: Any) -> User:
    return create_user(email="root@accrue.test", name="Root", roles=["administrator"], team=teams[0])


@pytest.fixture
def rates(db: None) -> None:
    for currency, rate in (("USD", "0.5"), ("JPY", "0.01")):
        Rate.objects.create(base="EUR", currency=currency, day=clock.today(), rate=rate)


@pytest.fixture
def field(admin: User) -> Callable[[str], str]:
    """Makes a field of a type, and companies that hold its values; gives its name."""

    def make(type_: str, **more: Any) -> str:
        choices: dict[str, Any] = (
            {"choices": ["Small", "Large", "Enormous"]} if type_ in ("choice", "choices") else {}
        )
        made = make_field(
            actor=admin, kind="company", label=f"A {type_}", type=PARTS.get(type_, type_), **choices, **more
        )
        known = definitions("company")[made.key]
        rows = [(str(place), value) for place, same in enumerate(IN_ORDER[type_]) for value in same]
        rows = [*rows[1::2], ("empty", None), *rows[::2], ("empty", None)]
        Company.objects.bulk_create(
            Company(name=place, custom={} if value is None else {made.key: kept(known, value)})
            for place, value in rows
        )
        if type_ != "formula":
            return known.name
        third = f"{known.name} / 3"  # endless decimals, where a cursor must hold the row's very value
        return f"custom_{make_field(actor=admin, kind='company', label='Third', type='formula', formula=third).key}"

    return make


def walked(admin: User, order: str) -> tuple[list[str], list[str]]:
    """The companies' names, page by page of two, to the end and back again."""
    sorts = [custom_sorts(admin, "company")[order.removeprefix("-")]]
    page = page_of(Company.objects.all(), sorts=sorts, order=order, size=2)
    there = [*page.rows]
    while page.next_cursor:
        page = page_of(Company.objects.all(), sorts=sorts, order=order, size=2, cursor=page.next_cursor)
        there += page.rows
    back = [*page.rows]
    while page.previous_cursor:
        page = page_of(Company.objects.all(), sorts=sorts, order=order, size=2, cursor=page.previous_cursor)
        back = [*page.rows, *back]
    assert len({row.pk for row in there}) == len(there)
    return [row.name for row in there], [row.name for row in back]


def test_every_type_that_sorts_is_tried() -> None:
    assert set(IN_ORDER) == {type_.value for type_ in SORTED}


@pytest.mark.parametrize("type_", IN_ORDER)
def test_in_order_both_ways_by_pages(
    admin: User, rates: None, field: Callable[[str], str], type_: str
) -> None:
    name = field(type_)
    places = [str(place) for place, same in enumerate(IN_ORDER[type_]) for _ in same]
    for order, expected in ((name, places), (f"-{name}", places[::-1])):
        there, back = walked(admin, order)
        assert there == back == [*expected, "empty", "empty"], order


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('name & "!"', ["Ämter", "anna", "Zoe"]),
        ("today() - custom_size", ["Zoe", "anna", "Ämter"]),
        ("custom_size > 1", ["Ämter", "anna", "Zoe"]),
        ("custom_size * 999999999999999 * 999999999999999 * 999999999999999", ["Ämter", "anna", "Zoe"]),
    ],
)
def test_formulas_sort_by_what_they_give(admin: User, formula: str, expected: list[str]) -> None:
    make_field(actor=admin, kind="company", label="Size", type="number")
    made = make_field(actor=admin, kind="company", label="Made", type="formula", formula=formula)
    for size, name in enumerate(("Ämter", "anna", "Zoe"), 1):
        Company.objects.create(name=name, custom={"size": size})
    there, back = walked(admin, f"custom_{made.key}")
    assert there == back == expected


def test_several_choices_follow_the_field_s_settings(admin: User, field: Callable[[str], str]) -> None:
    name = field("choices")
    rows = [{"label": label} for label in ("Enormous", "Small", "Large")]
    change_field(actor=admin, field_id=definitions("company")["a_choices"].pk, version=1, choices=rows)
    found = walked(admin, name)[0]
    assert sorted(found[:2]) == ["1", "2"]
    assert found[2:] == ["0", "0", "empty", "empty"]


def test_a_formula_over_a_hidden_field_cannot_be_sorted_by(client: Client, admin: User, rep: User) -> None:
    make_field(actor=admin, kind="company", label="Size", type="number")
    made = make_field(actor=admin, kind="company", label="Double", type="formula", formula="custom_size * 2")
    Company.objects.create(name="Acme", owner=rep, team=rep.team, custom={"size": 2})
    client.force_login(rep)
    assert client.get(f"/companies/?sort=custom_{made.key}").status_code == 200
    hide("rep", "company", "custom_size")
    assert client.get(f"/companies/?sort=custom_{made.key}").status_code == 400
    assert f"custom_{made.key}" not in custom_sorts(rep, "company")


def test_amounts_without_a_rate_stand_with_what_is_empty(
    admin: User, rates: None, field: Callable[[str], str]
) -> None:
    name = field("money")
    Company.objects.create(name="unknown", custom={"a_money": {"minor": 1, "currency": "CHF"}})
    there, back = walked(admin, f"-{name}")
    assert there == back
    assert sorted(there[-3:]) == ["empty", "empty", "unknown"]


@pytest.mark.parametrize("type_", INDEXES)
def test_the_index_that_the_reference_page_names_is_walked(
    admin: User, field: Callable[[str], str], type_: FieldType
) -> None:
    name = field(type_)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # an index is made where no check is waiting
        cursor.execute(index_of("contacts_company", f"a_{type_}", type_).replace("CONCURRENTLY ", ""))
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    sorts = [custom_sorts(admin, "company")[name]]
    with CaptureQueriesContext(connection) as asked:
        page_of(Company.objects.all(), sorts=sorts, order=f"-{name}", size=2)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        said = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Scan Backward" in said, said
    assert "Sort" not in said, said


def test_every_other_type_says_why_not(admin: User, client: Client) -> None:
    assert set(WHY_NOT) == set(FieldType) - set(SORTED)
    made = make_field(actor=admin, kind="company", label="Sponsor", type="user")
    Company.objects.create(name="Acme", owner=admin)
    client.force_login(admin)
    text = client.get("/companies/", {"cols": f"name,custom_{made.key}"}).content.decode()
    said = WHY_NOT[FieldType.USER]
    assert f'<th scope="col" title="{said}" aria-description="{said}">Sponsor</th>' in text


def test_choices_sort_as_they_are_put_in_order(admin: User, field: Callable[[str], str]) -> None:
    name = field("choice")
    rows = [{"label": label} for label in ("Enormous", "Small", "Large")]
    change_field(actor=admin, field_id=definitions("company")["a_choice"].pk, version=1, choices=rows)
    assert walked(admin, name)[0] == ["2", "0", "1", "empty", "empty"]


def test_the_list_sorts_by_a_field_that_it_need_not_show(
    client: Client, admin: User, rates: None, field: Callable[[str], str]
) -> None:
    name = field("money")
    client.force_login(admin)
    page = client.get(f"/companies/?sort={name}&cols=name,{name}").content.decode()
    assert 'aria-sort="ascending"' in page
    assert f"sort=-{name}" in page
    hidden = client.get(f"/companies/?sort=-{name}&cols=name&q=").content.decode()
    assert hidden.index(">4</a>") < hidden.index(">2</a>") < hidden.index(">empty</a>")
    searched = client.get(f"/companies/?sort=-{name}&q=emp")
    assert searched.content.decode().count(">empty</a>") == 2
    for many in (0, 60):
        Company.objects.bulk_create(Company(name=f"C {n}", custom={}) for n in range(many))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/companies/?sort={name}&cols=name").status_code == 200
        assert len(queries) <= 10


@pytest.mark.parametrize("label", ["2026", "1 000"])
def test_a_field_called_by_a_number_filters_and_sorts(admin: User, label: str) -> None:
    made = make_field(actor=admin, kind="company", label=label, type="number")
    Company.objects.bulk_create(Company(name=str(n), custom={made.key: n}) for n in (2, 1))
    name = f"custom_{made.key}"
    assert walked(admin, name)[0] == ["1", "2"]
    found = narrowed(admin, "company", Company.objects.all(), parse({"all": [[name, "gt", 1]]}))
    assert [row.name for row in found] == ["2"]


def test_a_hidden_field_cannot_be_sorted_by(
    client: Client, admin: User, rep: User, field: Callable[[str], str]
) -> None:
    name = field("number")
    Company.objects.update(owner=rep, team=rep.team)
    client.force_login(rep)
    assert client.get(f"/companies/?sort={name}").status_code == 200
    hide("rep", "company", name)
    assert client.get(f"/companies/?sort={name}").status_code == 400
    _, secret = create_token(user=rep, name="t", scopes=["*:read"], expires_at=clock.now() + timedelta(1))
    answer = client.get(f"/api/v1/companies?sort={name}", headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 400
    assert name not in answer.json()["detail"].partition("Known")[2]


def test_the_api_sorts_and_its_cursors_belong_to_one_order(
    client: Client, admin: User, field: Callable[[str], str]
) -> None:
    name, other = field("number"), field("date")
    _, secret = create_token(user=admin, name="t", scopes=["*:read"], expires_at=clock.now() + timedelta(1))
    headers = {"authorization": f"Bearer {secret}"}

    def ask(**given: Any) -> Any:
        return client.get("/api/v1/companies", given, headers=headers)

    found: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = ask(sort=f"-{name}", limit=4, **({"cursor": cursor} if cursor else {})).json()
        found += [item["custom"]["a_number"] for item in answer["items"]]
        last, cursor = cursor, answer["next"]
    filled = [value for value in found if value is not None]
    assert filled == sorted(filled, reverse=True)
    assert len(filled) == 8
    assert found[8:] == [None] * (len(found) - 8)
    assert len(found) == Company.objects.count()
    for sort in (name, other, f"-{other}", "name"):
        assert ask(sort=sort, cursor=last).status_code == 400, sort
    assert ask(sort=f"-{name}", cursor=f"x{last}").status_code == 400


def test_a_kept_view_outlives_the_field_it_shows_and_sorts_by(
    client: Client, admin: User, field: Callable[[str], str]
) -> None:
    name = field("number")
    setting = Setting(sort=f"-{name}", columns=("name", name))
    view = save_view(actor=admin, kind="company", name="Large", sharing="me", setting=setting)
    client.force_login(admin)
    address = f"/companies/?view={view.pk}"
    assert "A number" in client.get(address).content.decode()
    archived = archive_field(actor=admin, field_id=definitions("company")["a_number"].pk)
    shown = client.get(address)
    assert shown.status_code == 200
    assert "A number" not in shown.content.decode()
    restore_field(actor=admin, field_id=archived.pk)
    assert 'aria-sort="descending"' in client.get(address).content.decode()

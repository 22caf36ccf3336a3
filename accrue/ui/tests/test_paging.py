"""Keyset pages: going through them gives what one plain sort gives, forwards and back, empty values last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest
from django.db import connection, models
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accrue.ui import cursors
from accrue.ui.cursors import BadCursor
from accrue.ui.paging import Sort, capped_count, count_on, found_page, page_of, with_count
from tests.roles import as_owner


class Specimen(models.Model):
    """A table of this test's own: a value that may be empty, and one that may not."""

    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    name = models.CharField(max_length=20)
    at = models.DateTimeField(null=True)

    class Meta:
        app_label = "ui_tests"
        managed = False

    def __str__(self) -> str:
        return self.name


SORTS = [Sort("value", "value", nullable=True), Sort("name", "name"), Sort("at", "at", nullable=True)]
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def table(db: None) -> Iterator[None]:
    with as_owner(), connection.schema_editor() as editor:
        editor.create_model(Specimen)
        editor.execute(f'GRANT ALL ON "{Specimen._meta.db_table}" TO PUBLIC')
    yield
    with as_owner(), connection.schema_editor() as editor:
        editor.delete_model(Specimen)


def put(rows: list[tuple[int | None, str]]) -> None:
    Specimen.objects.all().delete()
    Specimen.objects.bulk_create(
        Specimen(
            value=None if v is None else Decimal(v) / 100,
            name=n,
            at=None if v is None else START + timedelta(microseconds=v * 7),
        )
        for v, n in rows
    )


def plainly_sorted(order: str) -> list[int]:
    field = F(order.removeprefix("-"))
    down = order.startswith("-")
    by = field.desc(nulls_last=True) if down else field.asc(nulls_last=True)
    return list(Specimen.objects.order_by(by, "-pk" if down else "pk").values_list("pk", flat=True))


def walked(order: str, size: int) -> tuple[list[list[int]], list[list[int]]]:
    """The pages met going forward, and those met going back from the last one."""
    forward, back, cursor = [], [], None
    while True:
        page = page_of(Specimen.objects.all(), sorts=SORTS, order=order, cursor=cursor, size=size)
        forward.append([row.pk for row in page.rows])
        if not page.next_cursor:
            break
        cursor = page.next_cursor
    while True:
        back.append([row.pk for row in page.rows])
        if not page.previous_cursor:
            return forward, back
        page = page_of(
            Specimen.objects.all(), sorts=SORTS, order=order, cursor=page.previous_cursor, size=size
        )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.one_of(st.none(), st.integers(-3, 3)), st.sampled_from("abÄ ")), max_size=23),
    order=st.sampled_from(["value", "-value", "name", "-name", "at", "-at"]),
    size=st.integers(1, 6),
)
def test_pages_put_together_are_the_sorted_rows(
    table: None, rows: list[tuple[int | None, str]], order: str, size: int
) -> None:
    put(rows)
    forward, back = walked(order, size)
    assert [pk for page in forward for pk in page] == plainly_sorted(order)
    assert all(len(page) == size for page in forward[:-1])
    assert [pk for page in reversed(back) for pk in page] == plainly_sorted(order)


def test_a_row_that_comes_or_goes_moves_no_other(table: None) -> None:
    put([(n, "a") for n in range(6)])
    first = page_of(Specimen.objects.all(), sorts=SORTS, order="value", size=3)
    Specimen.objects.filter(pk=first.rows[0].pk).delete()
    Specimen.objects.create(value=Decimal("-9"), name="new")
    second = page_of(Specimen.objects.all(), sorts=SORTS, order="value", cursor=first.next_cursor, size=3)
    assert [row.value for row in second.rows] == [Decimal("0.03"), Decimal("0.04"), Decimal("0.05")]


def test_a_page_costs_one_query_and_two_where_values_may_be_empty(
    table: None, django_assert_num_queries: Any
) -> None:
    put([(n % 3 or None, "a") for n in range(30)])
    for order, queries in (("name", 1), ("value", 1)):
        with django_assert_num_queries(queries):
            page_of(Specimen.objects.all(), sorts=SORTS, order=order, size=5)
    with django_assert_num_queries(2):
        page_of(Specimen.objects.all(), sorts=SORTS, order="value", size=25)


@pytest.mark.parametrize("cursor", ["x", "eyJhIjoxfQ", "....", "a:b:c", "%00", "WzFd:1abc:sig"])
def test_a_damaged_cursor_is_refused_in_words(table: None, cursor: str) -> None:
    with pytest.raises(BadCursor, match="address is damaged"):
        page_of(Specimen.objects.all(), sorts=SORTS, order="name", cursor=cursor)


def test_a_cursor_of_another_order_is_refused(table: None) -> None:
    put([(1, "a"), (2, "b")])
    cursor = page_of(Specimen.objects.all(), sorts=SORTS, order="name", size=1).next_cursor
    with pytest.raises(BadCursor, match="another order"):
        page_of(Specimen.objects.all(), sorts=SORTS, order="-name", cursor=cursor, size=1)
    with pytest.raises(BadCursor, match="address is damaged"):
        page_of(Specimen.objects.all(), sorts=SORTS, order="value", cursor=cursor, size=1)
    with pytest.raises(BadCursor, match="address is damaged"):
        page_of(ContentType.objects.all(), sorts=[Sort("name", "model")], order="name", cursor=cursor, size=1)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.sampled_from(["value", "name", "-at"]),
    at=st.integers(0, 500),
    other=st.characters(codec="utf-8"),
    anything=st.text(min_size=1),
)
def test_a_cursor_that_was_changed_in_any_way_is_refused(
    table: None, order: str, at: int, other: str, anything: str
) -> None:
    put([(1, "a"), (2, "b"), (3, "c")])
    true = page_of(Specimen.objects.all(), sorts=SORTS, order=order, size=1).next_cursor
    assert true
    at %= len(true)
    for forged in (true[:at] + other + true[at + 1 :], true[:at], true[at + 1 :], true + other, anything):
        if forged in ("", true):
            continue
        with pytest.raises(BadCursor):
            page_of(Specimen.objects.all(), sorts=SORTS, order=order, cursor=forged, size=1)


@given(
    place=st.lists(
        st.one_of(
            st.none(), st.text(), st.integers(), st.booleans(), st.dates(), st.uuids(),
            st.datetimes(timezones=st.just(UTC)), st.decimals(allow_nan=False, allow_infinity=False),
        ),
        max_size=4,
    )
)  # fmt: skip
def test_a_place_comes_back_with_its_types(place: list[Any]) -> None:
    back = cursors.read(cursors.written(place, of="x"), of="x")
    assert (back, [type(value) for value in back]) == (place, [type(value) for value in place])


@pytest.mark.parametrize("order", ["password", "owner__password", "--name", "", "?"])
def test_only_declared_orders_are_taken(table: None, order: str) -> None:
    with pytest.raises(BadRequest, match="cannot be sorted"):
        page_of(Specimen.objects.all(), sorts=SORTS, order=order)


def test_a_count_stops_at_its_cap(db: None) -> None:
    exact, capped = capped_count(ContentType.objects.all()), capped_count(ContentType.objects.all(), cap=3)
    assert (exact.value, exact.is_capped) == (ContentType.objects.count(), False)
    assert str(capped) == "3+"


@pytest.mark.parametrize("order", ["name", "-name"])
@pytest.mark.parametrize("size", [1, 3, 6, 7])
def test_one_search_gives_the_page_and_the_count_of_two(
    table: None, order: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    put([(1, "b"), (2, "a"), (3, "b"), (None, "c"), (5, "x"), (6, "a"), (7, "b"), (8, "y")])
    found, records = Specimen.objects.exclude(name__in=["x", "y"]), Specimen.objects.only("name")
    with CaptureQueriesContext(connection) as asked:
        page, count = found_page(found, records, sorts=SORTS, order=order, size=size)
    assert len(asked) == 2
    other = page_of(found, sorts=SORTS, order=order, size=size)
    assert [row.pk for row in page.rows] == [row.pk for row in other.rows]
    assert (page.next_cursor, page.previous_cursor) == (other.next_cursor, None)
    assert count == capped_count(found)
    monkeypatch.setattr("accrue.ui.paging.COUNTED_TO", 4)
    assert str(found_page(found, records, sorts=SORTS, order=order, size=size)[1]) == "4+"


@pytest.mark.parametrize(("cap", "said"), [(4, "4+"), (5, "5"), (1_000, "5")])
def test_a_page_brings_the_count_of_all_along(table: None, cap: int, said: str) -> None:
    put([(1, "b"), (2, "a"), (3, "b"), (None, "c"), (5, "x"), (6, "y")])
    found = Specimen.objects.exclude(name="y")
    with CaptureQueriesContext(connection) as asked:
        page = page_of(with_count(found, cap), sorts=SORTS, order="name", size=2)
        count = count_on(page.rows, cap)
    assert (len(asked), str(count), count) == (1, said, capped_count(found, cap))
    assert count_on(page_of(found, sorts=SORTS, order="name", size=2).rows) is None
    assert count_on([]) is None


def test_a_search_that_finds_nothing_asks_once(table: None) -> None:
    put([(1, "b")])
    with CaptureQueriesContext(connection) as asked:
        page, count = found_page(
            Specimen.objects.filter(name="q"), Specimen.objects.all(), sorts=SORTS, order="name"
        )
    assert (page.rows, page.next_cursor, count.value, len(asked)) == ([], None, 0, 1)

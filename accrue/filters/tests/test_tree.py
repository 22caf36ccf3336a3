"""A tree is read whole or refused with the path of each fault."""

from __future__ import annotations

from datetime import date

import pytest

from accrue.filters.periods import Period, period_of
from accrue.filters.tree import EVERYTHING, BadFilter, Condition, Group, data_of, parse, text_of

NESTED = '{"all":[["name","contains","acme"],{"none":[["orders","gte",3,"last_90_days"],["city","empty"]]}]}'


def test_a_tree_reads_and_writes_the_same():
    tree = parse(NESTED)
    assert tree == Group(
        "all",
        (
            Condition("name", "contains", "acme"),
            Group("none", (Condition("orders", "gte", 3, "last_90_days"), Condition("city", "empty"))),
        ),
    )
    assert text_of(tree) == NESTED
    assert parse(data_of(tree)) == tree
    assert [c.path for c in tree.conditions()] == ["all.0", "all.1.none.0", "all.1.none.1"]


def test_nothing_asks_for_everything():
    assert parse("") == parse(None) == EVERYTHING
    assert text_of(EVERYTHING) == ""
    assert text_of(Group("any")) == '{"any":[]}'


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("{", ""),
        ("[]", ""),
        ('{"all":[],"any":[]}', ""),
        ('{"some":[]}', ""),
        ('{"all":{}}', ""),
        ('{"all":[["name"]]}', "all.0"),
        ('{"all":[["a","is","x"],[1,"is","x"]]}', "all.1"),
        ('{"all":[["a","is","x",5]]}', "all.0"),
        ('{"all":[{"any":["a"]}]}', "all.0.any.0"),
        ('{"all":[{"any":[{"all":[{"any":[{"all":[]}]}]}]}]}', "all.0.any.0.all.0.any.0"),
        ('{"all":[["a","is",NaN]]}', ""),
        ('{"all":[' + ",".join(['["a","empty"]'] * 51) + "]}", ""),
        ('{"all":["' + "x" * 9_000 + '"]}', ""),
        ("[" * 7_000, ""),
        ('{"all":[{"any":[' + ",".join(['["a","empty"]'] * 40) + ']},{"any":[' + ",".join(['["a","empty"]'] * 40) + "]}]}", ""),
    ],
)  # fmt: skip
def test_a_faulty_tree_is_refused_with_its_path(text, path):
    with pytest.raises(BadFilter) as caught:
        parse(text)
    assert path in caught.value.fields
    assert caught.value.status == 400


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", (2026, 3, 31), (2026, 3, 31)),
        ("yesterday", (2026, 3, 30), (2026, 3, 30)),
        ("this_week", (2026, 3, 30), (2026, 4, 5)),
        ("last_month", (2026, 2, 1), (2026, 2, 28)),
        ("next_quarter", (2026, 4, 1), (2026, 6, 30)),
        ("last_year", (2025, 1, 1), (2025, 12, 31)),
        ("last_90_days", (2025, 12, 31), (2026, 3, 31)),
        ("last_1_months", (2026, 2, 28), (2026, 3, 31)),
        ("next_2_weeks", (2026, 3, 31), (2026, 4, 14)),
    ],
)
def test_a_period_moves_with_the_calendar(text, first, last):
    period = period_of(text)
    assert period is not None
    assert period.days(date(2026, 3, 31)) == (date(*first), date(*last))
    assert str(period) == text


@pytest.mark.parametrize(
    "text", ["", "this_day", "last_0_days", "last_99999_days", "last_05_days", "soon", "this_90_days"]
)
def test_what_is_no_period_is_none(text):
    assert period_of(text) is None


def test_a_period_says_itself():
    assert Period("last", "day", 90).label == "in the last 90 days"
    assert Period("this", "month").label == "this month"
    assert Period("this", "day").label == "today"

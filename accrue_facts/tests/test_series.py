"""Measures by period: what a period is, where go-live falls, and what is no complete series."""

from datetime import date

import numpy as np
import pytest

from accrue_facts.errors import FactsError
from accrue_facts.periods import read_period
from accrue_facts.series import day_number, orders_kpi, series_kpi
from accrue_facts.tests.made import facts, orders, weekly
from accrue_facts.timeline import measure_timeline


def series(*rows, measure="revenue"):
    return [{"measure": measure, "period": p, "value": float(v)} for p, v in rows]


def kpi(*periods):
    return series_kpi(
        facts(series=series(*((p, i) for i, p in enumerate(periods)))).tables["series"], "revenue"
    )


@pytest.mark.parametrize(
    ("text", "every", "start"),
    [
        ("2024-02-29", "day", date(2024, 2, 29)),
        ("2024-02-29T23:30:00-02:00", "day", date(2024, 2, 29)),
        ("2024.0", "year", date(2024, 1, 1)),
        ("17.0", "number", None),
        ("2024-02", "month", date(2024, 2, 1)),
        ("2024-W01", "week", date(2024, 1, 1)),
        ("2020", "year", date(2020, 1, 1)),
        ("17", "number", None),
        ("1000", "number", None),
        ("2201", "number", None),
        ("0012", "number", None),
        ("202402", "month", date(2024, 2, 1)),
        ("202413", "number", None),
        ("20240229", "day", date(2024, 2, 29)),
        ("2024-Q2", "quarter", date(2024, 4, 1)),
        ("q4 2024", "quarter", date(2024, 10, 1)),
    ],
)
def test_a_period_is_read(text, every, start):
    found = read_period(text)
    assert (found.every, found.start) == (every, start)


@pytest.mark.parametrize("text", ["2024-13", "2024-W60", "last week", "2024-02-30", ""])
def test_what_is_no_period(text):
    with pytest.raises(ValueError, match="is no period"):
        read_period(text)


@pytest.mark.parametrize(
    ("periods", "every", "season"),
    [
        (("2024-01-01", "2024-01-02", "2024-01-03"), "day", 7),
        (("2024-01-01", "2024-01-08", "2024-01-15"), "week", 52),
        (("2024-01-01", "2024-02-01", "2024-03-01"), "month", 12),
        (("2024-01-31", "2024-02-29", "2024-03-31"), "month", 12),
        (("2024-11", "2024-12", "2025-01"), "month", 12),
        (("2020-W52", "2020-W53", "2021-W01"), "week", 52),
        (("2022", "2023", "2024"), "year", None),
        (("1", "2", "3"), "number", None),
        (("998", "999", "1000"), "number", None),
        (("1899", "1900", "1901"), "number", None),
        (("2199", "2200", "2201"), "number", None),
        (("202311", "202312", "202313"), "number", None),
        (("202311", "202312", "202401"), "month", 12),
        (("20240130", "20240131", "20240201"), "day", 7),
        (("2023-Q3", "2023Q4", "Q1 2024"), "quarter", 4),
        (("2023-07-01", "2023-10-01", "2024-01-01"), "quarter", 4),
    ],
)
def test_the_length_of_periods_and_so_the_season_is_found(periods, every, season):
    found = kpi(*periods)
    assert (found.every, found.season, found.gap) == (every, season, None)


@pytest.mark.parametrize(
    "periods", [("2024-01-01", "2024-01-08", "2024-01-22"), ("2024-01", "2024-03"), ("1", "2", "4")]
)
def test_a_missing_period_is_named(periods):
    assert "missing" in kpi(*periods).gap


def test_periods_of_two_kinds_are_told_by_row():
    with pytest.raises(FactsError, match=r"row 2, column period: '2024-02' is a month"):
        kpi("2024-01-01", "2024-02")
    with pytest.raises(FactsError, match="is written another way than"):
        kpi("202401", "2024-01")
    with pytest.raises(FactsError, match="write all alike"):
        kpi("2022", "2023", "20024")


@pytest.mark.parametrize(
    ("go_live", "first"),
    [("2024-01-08", 1), ("2024-01-10", 1), ("2024-01-14", 1), ("2024-01-15", 2), ("2023-12-31", 0)],
)
def test_the_period_that_holds_the_go_live_is_the_first_after_it(go_live, first):
    found = kpi("2024-01-01", "2024-01-08", "2024-01-15")
    assert found.first_after(day_number(date.fromisoformat(go_live))) == first


def added_up(first, last, *, go_live="2024-01-03", end=None, skip=(), every="week"):
    """One order of 1 each day from `first` to `last`, but none on weekdays in `skip`."""
    all_days = np.arange(np.datetime64(first), np.datetime64(last) + np.timedelta64(1, "D"))
    days = np.array([d for d in all_days if date.fromisoformat(str(d)).weekday() not in skip])
    moments = days.astype("datetime64[us]")
    until = date.fromisoformat(end) if end else None
    return orders_kpi(
        "m", moments, np.ones(days.size), go_live=date.fromisoformat(go_live), end=until, every=every
    )


def test_orders_are_added_up_in_whole_weeks_from_go_live():
    # a Wednesday, so weeks begin on Wednesdays
    found = added_up("2023-12-20", "2024-01-16")
    assert found.periods == ("2023-12-20", "2023-12-27", "2024-01-03", "2024-01-10")
    assert list(found.values) == [7, 7, 7, 7]
    assert found.left_out == 0
    assert found.first_after(day_number(date(2024, 1, 3))) == 2


def test_weeks_that_are_not_whole_are_left_out():
    found = added_up("2023-12-21", "2024-01-15")
    assert found.periods == ("2023-12-27", "2024-01-03")
    assert found.left_out == 6 + 6
    assert added_up("2023-12-20", "2024-01-16", end="2024-01-15").periods[-1] == "2024-01-03"


def test_weeks_after_the_last_order_are_not_weeks_without_orders():
    assert added_up("2023-12-20", "2024-01-16", end="2024-12-31").periods[-1] == "2024-01-10"


def test_a_week_is_whole_where_its_last_days_never_have_orders():
    # go-live on a Monday, no orders at weekends: Friday ends the week
    found = added_up("2023-12-18", "2024-01-12", go_live="2024-01-01", skip=(5, 6))
    assert found.periods == ("2023-12-18", "2023-12-25", "2024-01-01", "2024-01-08")
    assert list(found.values) == [5, 5, 5, 5]


def test_orders_by_month():
    found = added_up("2023-11-20", "2024-02-29", every="month")
    assert found.periods == ("2023-12", "2024-01", "2024-02")
    assert list(found.values) == [31, 31, 29]


def test_timeline_of_a_series_and_of_orders():
    days, values, control = weekly()
    rows = [
        {"measure": "revenue", "period": d, "value": v, "control": c}
        for d, v, c in zip(days, values, control, strict=True)
    ]
    found = facts(series=rows, orders=orders())
    plain = measure_timeline(found, "revenue", "2024-01-01", control=False, every=None, level=0.9).answer
    beside = measure_timeline(found, "revenue", "2024-01-01", control=True, every=None, level=0.9).answer
    assert (plain["grade"], beside["grade"]) == ("D", "C")
    assert plain["refused"] is None
    for answer in (plain, beside):
        assert answer["relative"]["low"] < 0.1 < answer["relative"]["high"]
        assert answer["total"]["value"] == pytest.approx(26 * answer["effect"]["value"])
    bought = measure_timeline(found, "orders", None, control=False, every="week", level=0.9)
    assert [one["code"] for one in bought.answer["refused"]] == ["timeline.no_variation"]
    assert bought.kpi.values.max() == 10


def test_timeline_refuses_too_little_history_and_gaps():
    days, values, _ = weekly(before=30, after=20)
    rows = [{"measure": "x", "period": d, "value": v} for d, v in zip(days, values, strict=True)]
    short = measure_timeline(
        facts(series=rows), "x", "2024-01-01", control=False, every=None, level=0.9
    ).answer
    assert short["effect"] is None
    assert {one["code"] for one in short["refused"]} >= {"timeline.short_history"} or len(
        short["refused"]
    ) > 1
    gap = measure_timeline(
        facts(series=rows[:9] + rows[10:]), "x", "2024-01-01", control=False, every=None, level=0.9
    )
    assert [one["code"] for one in gap.answer["refused"]] == ["timeline.gap"]


@pytest.mark.parametrize(
    ("measure", "go_live", "control", "told"),
    [
        ("leads", "2024-01-01", False, "there is no measure 'leads'"),
        ("revenue", "soon", False, "--go-live"),
        ("revenue", "2024-01-01", True, "column control: there is none"),
    ],
)
def test_timeline_says_what_is_not_there(measure, go_live, control, told):
    days, values, _ = weekly()
    found = facts(series=series(*zip(days, values, strict=True)))
    with pytest.raises(FactsError, match=told):
        measure_timeline(found, measure, go_live, control=control, every=None, level=0.9)

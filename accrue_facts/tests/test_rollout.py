"""The roll-out read from panel and adoption: periods as people write them, holes, units that do not fit."""

import numpy as np
import pytest

from accrue_facts.errors import FactsError
from accrue_facts.rollout import measure_rollout
from accrue_facts.tests.made import facts

T, FIRST = 20, (10, 12, 14)


def months(n=T):
    return [f"{2023 + m // 12}-{m % 12 + 1:02d}" for m in range(n)]


def panel(periods, effect=3.0, seed=4, treated=9, never=6):
    """Rows of panel and the positions each unit adopted at (None: never), in the order team0, team1 …"""
    rng = np.random.default_rng(seed)
    start = [FIRST[i % 3] for i in range(treated)] + [None] * never
    rows = []
    for i, at in enumerate(start):
        level = 100 + 5 * i
        for t, period in enumerate(periods):
            lift = effect if at is not None and t >= at else 0.0
            value = level + 2 * np.sin(t) + lift + rng.normal()
            rows.append({"unit": f"team{i}", "period": str(period), "value": float(value)})
    return rows, start


def adoption(start, periods, write=str):
    return [
        {"unit": f"team{i}", "adopted_at": None if at is None else write(periods[at])}
        for i, at in enumerate(start)
    ]


def found_for(periods, write=str, **options):
    rows, start = panel(periods)
    return measure_rollout(facts(panel=rows, adoption=adoption(start, periods, write)), **options)


@pytest.fixture(scope="module")
def usual():
    return found_for(months())


def test_the_answer(usual):
    answer = usual.answer
    assert answer["refused"] is None
    assert answer["grade"] == "B"
    assert answer["att"]["low"] < 3 < answer["att"]["high"]
    assert answer["units"] == {"treated": 9, "controls": 12, "left_out": 0}
    assert answer["permutation_p"] == pytest.approx(1 / 5000)
    assert [h["m"] for h in answer["honest"]] == [0, 0.5, 1, 1.5, 2]
    assert answer["honest"][0]["low"] == pytest.approx(answer["att"]["low"])
    first = next(one for one in answer["by_event_time"] if one["e"] == 0)
    assert answer["honest_first"][0]["high"] == pytest.approx(first["high"])
    cells = sum(T - at for at in FIRST) * 3
    assert answer["total"]["value"] == pytest.approx(cells * answer["att"]["value"])


@pytest.mark.parametrize(
    ("periods", "write"),
    [
        (months(), lambda p: f"{p}-01"),
        (months(), lambda p: f"{p}-28"),
        ([f"{m}-01" for m in months()], lambda p: p[:7]),
        (list(range(1, T + 1)), str),
        (list(range(202301, 202301 + T)), str),
        (list(range(-5, T - 5)), str),
        (list(range(2001, 2001 + T)), str),
        (list(range(2001, 2001 + T)), lambda p: f"{p}-07-15"),
        ([f"2024-W{w:02d}" for w in range(1, T + 1)], str),
        ([f"2024-03-{d:02d}" for d in range(1, T + 1)], lambda p: f"{p}T09:00:00"),
    ],
    ids=["day", "mid", "month", "number", "six digits", "negative", "year", "in year", "week", "moment"],
)
def test_any_writing_of_periods_gives_the_same(usual, periods, write):
    answer = found_for(periods, write).answer
    for key in ("att", "dynamic", "by_event_time", "pre_trend", "permutation_p", "honest", "twfe"):
        assert answer[key] == usual.answer[key], key


def test_the_order_of_rows_does_not_matter(usual):
    rows, start = panel(months())
    shuffled = [rows[i] for i in np.random.default_rng(0).permutation(len(rows))]
    again = measure_rollout(facts(panel=shuffled, adoption=adoption(start, months())[::-1]))
    assert again.answer == usual.answer


def test_units_with_holes_are_left_out_by_name():
    rows, start = panel(months())
    holed = [r for r in rows if not (r["unit"] == "team3" and r["period"] == "2023-05")]
    answer = measure_rollout(facts(panel=holed, adoption=adoption(start, months()))).answer
    assert any("team3" in w and "left out" in w for w in answer["warnings"])
    without = measure_rollout(
        facts(
            panel=[r for r in rows if r["unit"] != "team3"],
            adoption=[a for a in adoption(start, months()) if a["unit"] != "team3"],
        )
    ).answer
    assert answer["att"] == without["att"]


def test_a_last_period_that_most_lack_is_left_out():
    rows, start = panel(months())
    holed = [r for r in rows if r["period"] != months()[-1] or r["unit"] == "team0"]
    found = measure_rollout(facts(panel=holed, adoption=adoption(start, months())))
    assert found.answer["periods"]["last"] == months()[-2]
    assert len(found.units) == 15
    assert any("1 period(s) at the ends" in w for w in found.warnings)


def test_who_adopted_before_the_panel_or_after_it():
    rows, start = panel(months())
    when = adoption(start, months())
    when[0]["adopted_at"], when[1]["adopted_at"] = "2019-01", "2031-01"
    found = measure_rollout(facts(panel=rows, adoption=when))
    assert found.answer["units"]["left_out"] == 1
    assert found.answer["units"]["treated"] == 7
    assert any("team0" in w and "adopted before" in w for w in found.warnings)
    assert any("team1" in w and "after the panel ends" in w for w in found.warnings)
    assert found.found.unit_influence[0] == 0
    never = adoption(start, months())
    never[0]["adopted_at"], never[1]["adopted_at"] = "2019-01", None
    assert measure_rollout(facts(panel=rows, adoption=never)).answer["att"] == found.answer["att"]


def test_with_anticipation_an_adoption_just_after_the_panel_is_no_clean_control():
    rows, start = panel(months())
    when = adoption(start, months())
    when[9]["adopted_at"] = "2024-10"
    clean = measure_rollout(facts(panel=rows, adoption=when), control="never", anticipation=1)
    touched = measure_rollout(facts(panel=rows, adoption=when), control="never", anticipation=3)
    assert clean.answer["units"]["controls"] == 6
    assert touched.answer["units"]["controls"] == 5


def test_units_without_a_row_of_adoption_never_adopted(usual):
    rows, start = panel(months())
    named = [a for a in adoption(start, months()) if a["adopted_at"]]
    found = measure_rollout(facts(panel=rows, adoption=named))
    assert found.answer["att"] == usual.answer["att"]
    assert any("never having adopted" in w for w in found.warnings)


def test_names_that_do_not_fit_are_an_error():
    rows, start = panel(months())
    when = adoption(start, months())
    when[0]["unit"] = "Team 0"
    with pytest.raises(FactsError, match=r"'Team 0' is no unit of the panel, while 'team0'"):
        measure_rollout(facts(panel=rows, adoption=when))


@pytest.mark.parametrize(
    ("periods", "write", "message"),
    [
        (months(), lambda p: "7", "running number"),
        (list(range(T)), lambda p: "2023-05", "running numbers"),
        ([*months(T - 1), "2024-08-01"], str, "write all alike"),
    ],
)
def test_periods_of_two_kinds_are_an_error(periods, write, message):
    with pytest.raises(FactsError, match=message):
        found_for(periods, write)


def test_what_is_too_little_to_be_tried_is_described_without_bounds_and_grade():
    answer = found_for(months(), anticipation=4).answer
    assert [r["code"] for r in answer["refused"]] == ["rollout.short_history"]
    for name in ("att", "dynamic", "group", "calendar", "total"):
        assert answer[name]["value"] is not None
        assert answer[name]["se"] > 0
        assert (answer[name]["low"], answer[name]["high"]) == (None, None)
    assert answer["grade"] is None
    assert answer["leave_one_out"] is None
    assert answer["by_event_time"]
    assert answer["pre_trend"]["p"] > 0.1
    lenient = found_for(months(), anticipation=4, min_pre=5).answer
    assert lenient["refused"] is None
    assert lenient["grade"] == "C"
    assert any("Only 6 period(s)" in w for w in lenient["warnings"])


@pytest.mark.parametrize("treated", [0, 1])
def test_fewer_than_two_treated(treated):
    rows, start = panel(months(), treated=treated, never=8)
    answer = measure_rollout(facts(panel=rows, adoption=adoption(start, months()))).answer
    assert "rollout.few_treated" in [r["code"] for r in answer["refused"]]
    assert answer["att"] is None


def test_nobody_to_compare_with():
    rows, start = panel(months(), never=0)
    answer = measure_rollout(facts(panel=rows, adoption=adoption(start, months())), control="never").answer
    assert {r["code"] for r in answer["refused"]} >= {"rollout.few_controls"}
    later = measure_rollout(facts(panel=rows, adoption=adoption(start, months())))
    assert later.answer["att"] is not None
    assert any("nobody was left to compare with" in w for w in later.warnings)


def test_a_panel_of_nothing_but_holes():
    rows = [{"unit": f"u{i}", "period": str(i), "value": 1.0} for i in range(6)]
    answer = measure_rollout(facts(panel=rows, adoption=[{"unit": "u1", "adopted_at": "3"}])).answer
    assert answer["att"] is None
    assert answer["refused"]


def test_without_a_drift_before_or_one_that_varies_the_answer_says_so():
    rows, start = panel(months())
    table = {"panel": rows[:], "adoption": adoption([at and 1 for at in start], months())}
    alone = measure_rollout(facts(**table), min_pre=1).answer
    assert (alone["honest"], alone["honest_first"], alone["honest_method"]) == ([], [], None)
    assert any("How far trends parted before is not known" in w for w in alone["warnings"])
    level = {unit: {"value": 10.0 * n} for n, unit in enumerate(sorted({row["unit"] for row in rows}))}
    late = {f"team{i}": months()[at] for i, at in enumerate(start) if at is not None}
    still = [
        row | {"value": level[row["unit"]]["value"] + 3.0 * (row["period"] >= late.get(row["unit"], "9"))}
        for row in rows
    ]
    closed = measure_rollout(facts(panel=still, adoption=adoption(start, months())), min_pre=1).answer
    assert closed["honest_method"] == "closed"
    assert any("closed bound" in w for w in closed["warnings"])

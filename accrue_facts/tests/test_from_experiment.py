"""Facts out of a flat file."""

from dataclasses import replace
from pathlib import Path

import pytest

from accrue_facts.effect import measure_effect
from accrue_facts.errors import FactsError
from accrue_facts.from_experiment import Request, from_experiment
from accrue_facts.reading import facts_from
from accrue_facts.statement import draw

FLAT = """id,group,spend,visit,before,day
a,none,1.5,1,3,2024-03-01
b,mail,2.5,1,4,2024-03-02
c,mail,0,0,,2024-03-02
d,call,7,1,1,2024-03-05
e,none,0,0,2,
"""
ASKED = Request(
    "test",
    "id",
    "group",
    "none",
    ("spend", "visit"),
    pre="before",
    when="day",
    cost_per_person=0.2,
    margin=0.3,
)


def flat(tmp_path: Path, text: str = FLAT) -> Path:
    path = tmp_path / "flat.csv"
    path.write_text(text)
    return path


def test_all_other_arms_are_treated_unless_named(tmp_path):
    made = from_experiment(flat(tmp_path), ASKED)
    assert made.people == {"control": 2, "call": 1, "mail": 2}
    assert made.dropped == 0
    named = from_experiment(flat(tmp_path), replace(ASKED, treated=("mail",)))
    assert named.people == {"control": 2, "mail": 2}
    assert named.dropped == 1


def test_tables_keep_names_units_and_days(tmp_path):
    made = from_experiment(flat(tmp_path), replace(ASKED, treated=("mail",), shares={"mail": 0.5}))
    people = made.tables["experiments"].to_pylist()
    assert [(p["person_id"], p["arm"], p["pre_value"], p["planned_share"]) for p in people] == [
        ("a", "control", 3.0, 0.5),
        ("b", "mail", 4.0, 0.5),
        ("c", "mail", None, 0.5),
        ("e", "control", 2.0, 0.5),
    ]
    assert [str(p["assigned_at"])[:10] for p in people] == ["2024-03-01", "2024-03-02", "2024-03-02", "None"]
    outcomes = {
        (o["person_id"], o["measure"]): (o["value"], o["unit"]) for o in made.tables["outcomes"].to_pylist()
    }
    assert outcomes["b", "spend"] == (2.5, "revenue")
    assert outcomes["c", "visit"] == (0.0, None)
    (spent,) = made.tables["costs"].to_pylist()
    assert (spent["category"], spent["amount"], str(spent["incurred_at"])[:10]) == (
        "media",
        0.4,
        "2024-03-02",
    )
    assert "go_live = 2024-03-01" in made.programme
    assert "margin_rate = 0.3" in made.programme


def test_money_may_be_another_column_and_people_may_be_rows(tmp_path):
    made = from_experiment(flat(tmp_path), replace(ASKED, money="visit", person="ROW"))
    assert {o["measure"] for o in made.tables["outcomes"].to_pylist() if o["unit"] == "revenue"} == {"visit"}
    assert made.tables["experiments"].column("person_id").to_pylist() == ["1", "2", "3", "4", "5"]


def test_without_dates_and_costs(tmp_path):
    made = from_experiment(flat(tmp_path), replace(ASKED, when=None, cost_per_person=None))
    assert "costs" not in made.tables
    assert "assigned_at" not in made.tables["experiments"].column_names
    assert "go_live = 2000-01-01" in made.programme
    import tomllib

    s = draw(facts_from(made.tables, tomllib.loads(made.programme)), end="2000-01-01")
    assert {line.name for line in s.lines} == {"test: mail", "test: call"}


def test_facts_made_are_measured(tmp_path):
    made = from_experiment(flat(tmp_path), replace(ASKED, treated=("mail",)))
    found = measure_effect(facts_from(made.tables), "test", "spend", None, level=0.9)
    assert found.answer["units"] == {"control": 2, "mail": 2}
    assert found.comparison.result.effect.value == pytest.approx(1.25 - 0.75)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"person": "who"}, r"flat\.csv, column who: the column is missing"),
        ({"value": ("spend", "clicks")}, "column clicks: the column is missing"),
        ({"pre": "past"}, "column past: the column is missing"),
        (
            {"control": "nobody"},
            r"column group: --control 'nobody' is not there; the arms are: call, mail, none",
        ),
        ({"treated": ("male",)}, "--treated 'male' is not there"),
        ({"treated": ("none",)}, "--control and as --treated"),
        ({"money": "margin"}, "--money 'margin' is none of"),
        ({"value": ("spend", "spend")}, "twice"),
        ({"shares": {"mail": 1.5}}, "above 0 and at most 1"),
        ({"shares": {"mail": 0.7, "none": 0.7}}, "add up to"),
        ({"shares": {"post": 0.5}}, "is no arm"),
        ({"pre": "day"}, r"row 1 \(line 2\), column day: .* is not a number"),
        ({"when": "spend"}, "row 1 .*column spend: '1.5' is not a date"),
    ],
)
def test_what_does_not_fit_is_told(tmp_path, change, told):
    with pytest.raises(FactsError, match=told):
        from_experiment(flat(tmp_path), replace(ASKED, **change))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (FLAT + "b,mail,1,1,1,2024-03-01\n", r"row 6 \(line 7\), column id: b is already in row 2"),
        (FLAT + "f,mail,lots,1,1,2024-03-01\n", r"row 6 \(line 7\), column spend: 'lots' is not a number"),
        (FLAT + "f,mail,,1,1,2024-03-01\n", r"row 6 \(line 7\), column spend: it is empty"),
        (FLAT + "f,mail,1,1,1,1816-03-01\n", r"row 6 \(line 7\), column day: '1816-03-01' is before 1900"),
        (FLAT + "f,,1,1,1,2024-03-01\n", r"row 6 \(line 7\), column group: it is empty"),
        (FLAT + "f,control,1,1,1,2024-03-01\n", "an arm is called 'control'"),
        (FLAT + "f,mail\n", r"row 6 \(line 7\): 2 cells"),
        (FLAT.splitlines()[0] + "\n", "no rows of data"),
        ("", "the file is empty"),
    ],
)
def test_a_bad_row_is_told(tmp_path, text, told):
    with pytest.raises(FactsError, match=told):
        from_experiment(flat(tmp_path, text), ASKED)


def test_rows_of_dropped_arms_are_not_judged(tmp_path):
    text = FLAT + "b,other,lots,1,1,never\n"
    assert from_experiment(flat(tmp_path, text), replace(ASKED, treated=("mail",))).dropped == 2


HOME = """id;group;spend;before;day
a;none;1.234,50;3,5;30/04/2024
b;mail;0;;1/3/2024
c;mail;2,5;1;2/3/2024
d;call;7;1;05/03/2024
"""


def test_amounts_and_days_as_people_write_them_at_home(tmp_path):
    asked = replace(ASKED, value=("spend",))
    made = from_experiment(flat(tmp_path, HOME), asked)
    assert made.tables["outcomes"].column("value").to_pylist() == [1234.5, 0, 2.5, 7]
    assert made.tables["experiments"].column("pre_value").to_pylist() == [3.5, None, 1, 1]
    days = [one.date().isoformat() for one in made.tables["experiments"].column("assigned_at").to_pylist()]
    assert days == ["2024-04-30", "2024-03-01", "2024-03-02", "2024-03-05"]


def test_rows_of_other_arms_tell_how_a_column_is_written(tmp_path):
    text = HOME.replace("30/04", "3/04").replace("d;call;7;1;05/03", "d;call;7;1;25/03")
    made = from_experiment(
        flat(tmp_path, text), replace(ASKED, value=("spend",), treated=("mail",), cost_per_person=None)
    )
    days = made.tables["experiments"].column("assigned_at").to_pylist()
    assert [one.month for one in days] == [4, 3, 3]


def test_a_day_that_may_be_two_is_refused_by_row(tmp_path):
    with pytest.raises(
        FactsError, match=r"row 1 \(line 2\), column day: '3/04/2024' may have the day or the"
    ):
        from_experiment(flat(tmp_path, HOME.replace("30/04", "3/04")), replace(ASKED, value=("spend",)))

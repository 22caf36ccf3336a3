"""`accrue measure productivity`."""

from datetime import date, timedelta

import numpy as np
import pytest

from accrue.cli.tests.asking import answer, invoke
from accrue.cli.tests.test_measure_pages import documented

ASKED = ("--go-live", "2025-07-01", "--untouched", "travel")
GO_LIVE = date(2025, 7, 1)


def write(path, users=8, saved=4.0, moved=0.0):
    rng = np.random.default_rng(1)
    lines, deals = ["task_id,user_id,kind,done_at,minutes"], ["deal_id,owner_id,created_at,outcome,amount"]
    for u in range(users):
        pace = rng.normal(25, 4)
        for k in range(100):
            day = date(2025, 1, 1) + timedelta(days=int(k * 3.65))
            late = day >= GO_LIVE
            lines.append(f"q{u}-{k},u{u},quote,{day},{max(pace - late * saved + rng.normal(0, 3), 1):.2f}")
            lines.append(f"t{u}-{k},u{u},travel,{day},{max(30 - late * moved + rng.normal(0, 3), 1):.2f}")
            if k % (3 if late else 6) == 0:
                deals.append(f"d{u}-{k},u{u},{day},open,100")
    (path / "tasks.csv").write_text("\n".join(lines) + "\n")
    (path / "deals.csv").write_text("\n".join(deals) + "\n")
    orders, cases, touches = (
        ["order_id,person_id,ordered_at,amount"],
        ["case_id,person_id,opened_at"],
        ["touch_id,person_id,channel,kind,occurred_at"],
    )
    for c in range(60):
        orders.append(f"o{c},c{c},2025-01-01,10")
        cases += [f"e{c}-{m},c{c},2025-{m:02}-15" for m in range(1, 13) if (m + c) % (2 if m < 7 else 4) == 0]
    touches += [f"x{i},c1,phone,call,{date(2025, 1, 1) + timedelta(days=i)}" for i in range(365)]
    for name, rows in (("orders", orders), ("cases", cases), ("touches", touches)):
        (path / f"{name}.csv").write_text("\n".join(rows) + "\n")
    return path


def test_hours_money_and_work(tmp_path):
    found = answer(
        "measure", "productivity", "--data", write(tmp_path), *ASKED, "--realisation", "0.4", "--hourly-rate", "60",
        "--adoption", "0.5", "--cost-per-case", "12",
    )  # fmt: skip
    assert list(found) == documented("productivity")
    saved, hours = found["minutes_saved_per_task"], found["hours_saved"]
    assert saved["low"] < 4 < saved["high"]
    assert hours["value"] == pytest.approx(saved["value"] * found["tasks"] / 60)
    assert found["value"]["value"] == pytest.approx(hours["value"] * 60 * 0.5 * 0.4)
    assert (found["users"], found["checks"][0]["passed"], found["refused"]) == (8, True, None)
    assert found["deals_per_user"]["change"]["low"] > 0
    assert found["deals_per_user"]["units"] == 8
    assert found["cases_per_customer"]["change"]["high"] < 0
    assert found["cost_to_serve"]["change"]["value"] == pytest.approx(
        found["cases_per_customer"]["change"]["value"] * 12
    )
    assert found["interactions_per_user"]["change"] is None
    assert found["undefined"] == {}


def test_time_that_is_not_used_is_worth_nothing(tmp_path):
    found = answer("measure", "productivity", "--data", write(tmp_path), *ASKED, "--hourly-rate", "60")
    assert found["value"] is None
    assert found["hours_saved"]["value"] > 0
    assert [one["code"] for one in found["refused"]] == ["productivity.no_realisation"]


@pytest.mark.parametrize(
    ("made", "code"),
    [({"users": 4}, "productivity.too_few_users"), ({"moved": 5.0}, "productivity.untouched_moved")],
)
def test_what_the_data_cannot_carry_is_refused(tmp_path, made, code):
    found = answer(
        "measure", "productivity", "--data", write(tmp_path, **made), *ASKED, "--realisation", "1", "--hourly-rate", "60"
    )  # fmt: skip
    assert (found["minutes_saved_per_task"], found["hours_saved"], found["value"]) == (None, None, None)
    assert [one["code"] for one in found["refused"]] == [code]


def test_in_words_and_with_little(tmp_path):
    (tmp_path / "tasks.csv").write_text("task_id,user_id,kind,done_at\n1,a,x,2025-01-01\n2,a,x,2025-08-01\n")
    found = answer("measure", "productivity", "--data", tmp_path, "--go-live", "2025-07-01")
    assert found["hours_saved"] is None
    assert set(found["undefined"]) >= {
        "hours_saved",
        "tasks_per_user",
        "deals_per_user",
        "cases_per_customer",
    }
    words = invoke(
        "measure",
        "productivity",
        "--data",
        write(tmp_path),
        *ASKED,
        "--realisation",
        "0.4",
        "--hourly-rate",
        "9",
    )
    assert "Minutes saved a task" in words.output
    assert "only if nothing else changed" in words.output


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "Give --go-live"),
        (("--go-live", "2025-07-01", "--kind", "fishing"), "no 'fishing'; there are: quote, travel"),
        (("--go-live", "2025-07-01", "--kind", "travel", "--untouched", "travel"), "different tasks"),
        (("--go-live", "2025-07-01", "--from", "2025-08-01"), "in this order"),
        (("--go-live", "2025-07-01", "--realisation", "1.5"), "--realisation"),
    ],
)
def test_what_must_be_asked_otherwise(tmp_path, args, words):
    result = invoke("measure", "productivity", "--data", write(tmp_path), *args)
    assert result.exit_code == 2
    assert words in result.stderr


def test_minutes_below_nothing_are_named_with_their_row(tmp_path):
    (tmp_path / "tasks.csv").write_text(
        "task_id,user_id,kind,done_at,minutes\n1,a,x,2025-01-01,5\n2,a,x,2025-08-01,-5\n"
    )
    result = invoke("measure", "productivity", "--data", tmp_path, "--go-live", "2025-07-01")
    assert result.exit_code == 2
    assert "row 2, column minutes" in result.stderr

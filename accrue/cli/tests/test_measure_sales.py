"""`accrue measure sales`."""

import pytest

from accrue.cli.tests.asking import answer, invoke
from accrue.cli.tests.test_measure_pages import documented

HEAD = "deal_id,created_at,closed_at,outcome,amount,currency"


def write(path, deals, stages=()):
    (path / "deals.csv").write_text("\n".join([HEAD, *deals]) + "\n")
    if stages:
        (path / "deal_stages.csv").write_text("\n".join(["deal_id,stage,entered_at", *stages]) + "\n")
    return path


@pytest.fixture
def folder(tmp_path):
    """Before: 100 ended, 20 won after 40 days at 1,000; after: 100 ended, 35 won after 20 days at 1,200."""
    deals, stages = [], []
    for year, won, days, amount in ((2024, 20, 40, 1_000), (2025, 35, 20, 1_200)):
        for i in range(100):
            name, is_won = f"{year}-{i}", i < won
            created, offered = f"{year}-02-01", f"{year}-02-05"
            closed = f"{year}-03-{12 if days == 40 else 1}" if year == 2024 else f"{year}-02-21"
            closed = closed if is_won else f"{year}-04-15"
            deals.append(
                f"{name},{created},{closed},{'won' if is_won else 'lost'},{amount + i - won / 2},GBP"
            )
            stages.append(f"{name},New,{created}")
            if i < 2 * won:
                stages.append(f"{name},Offer,{offered}")
            stages.append(f"{name},{'Won' if is_won else 'Lost'},{closed}")
    deals += [f"open{i},2025-05-01,,open,50,GBP" for i in range(10)]
    stages += [f"open{i},New,2025-05-01" for i in range(10)]
    return write(tmp_path, deals, stages)


def test_before_and_after(folder):
    found = answer("measure", "sales", "--data", folder, "--go-live", "2025-01-01")
    assert list(found) == documented("sales")
    rate, size, cycle = found["win_rate"], found["deal_size"], found["cycle_days"]
    assert (rate["before"]["value"], rate["after"]["value"]) == (0.2, 0.35)
    assert rate["change"]["value"] == pytest.approx(0.15)
    assert rate["change"]["low"] > 0
    assert rate["deals"] == {"all": 200, "before": 100, "after": 100}
    assert size["before"]["value"] == pytest.approx(1_000 + 9.5 - 10)
    assert size["change"]["low"] > 150
    assert found["currency"] == "GBP"
    assert (cycle["before"]["value"], cycle["after"]["value"]) == (40, 20)
    assert "not an effect" in found["meaning"]
    assert found["refused"] is None


def test_stages_on_the_way(folder):
    found = answer("measure", "sales", "--data", folder, "--go-live", "2025-01-01")
    new, offer = found["stages"]
    assert [new["stage"], offer["stage"]] == ["New", "Offer"]
    assert (new["left"], new["still_there"]) == (200, 10)
    assert (new["before"]["value"], new["after"]["value"]) == (0.4, 0.7)
    assert (offer["before"]["value"], offer["after"]["value"]) == (0.5, 0.5)
    assert offer["change"]["low"] < 0 < offer["change"]["high"]


def test_stages_of_one_moment_are_put_in_their_usual_order(tmp_path):
    deals = [f"a{i},2025-01-01,2025-01-09,lost,1,EUR" for i in range(5)] + [
        "q,2025-01-02,2025-01-02,lost,1,EUR"
    ]
    stages = [
        f"a{i},{stage},2025-01-0{day}"
        for i in range(5)
        for stage, day in (("Z first", 1), ("B then", 5), ("A lost", 9))
    ]
    stages += [f"q,{stage},2025-01-02" for stage in ("Z first", "A lost")]
    found = answer("measure", "sales", "--data", write(tmp_path, deals, stages))
    first, then = found["stages"][:2]
    assert (first["stage"], first["share"]["value"]) == ("Z first", pytest.approx(5 / 6))
    assert (then["stage"], then["share"]["value"]) == ("B then", 0)
    assert len(found["stages"]) <= 3


def test_without_a_go_live_there_is_no_change(folder):
    found = answer("measure", "sales", "--data", folder)
    assert found["win_rate"]["all"]["value"] == 55 / 200
    assert (found["win_rate"]["before"], found["win_rate"]["change"], found["go_live"]) == (None, None, None)
    assert set(found["undefined"]) == {"change", "forecast"}


def test_nothing_was_won(tmp_path):
    found = answer(
        "measure", "sales", "--data", write(tmp_path, ["1,2025-01-01,,open,5,EUR", "2,2025-01-01,,open,,EUR"])
    )
    assert (found["win_rate"]["all"], found["deal_size"]["all"], found["cycle_days"]["all"]) == (
        None,
        None,
        None,
    )
    assert "cycle_days" in found["undefined"]


def test_forecasts(folder, tmp_path):
    file = tmp_path / "forecasts.csv"
    file.write_text("period,actual,forecast,low,high\n2025-01,100,110,90,120\n2025-02,200,180,190,210\n")
    found = answer("measure", "sales", "--data", folder, "--forecasts", file)["forecast"]
    assert (found["periods"], found["mape"], found["coverage"]["value"]) == (2, pytest.approx(0.1), 1)
    assert (found["wape"], found["bias"]) == pytest.approx((0.1, -10 / 300))
    words = invoke(
        "measure", "sales", "--data", folder, "--forecasts", file, "--go-live", "2025-01-01"
    ).output
    assert "not effects" in words
    assert "MAPE" in words
    file.write_text("period,actual,forecast,low,high\n2025-01,100,110,130,120\n")
    result = invoke("measure", "sales", "--data", folder, "--forecasts", file)
    assert (result.exit_code, "row 1" in result.stderr) == (2, True)
    file.write_text("period,actual\n2025-01,100\n")
    assert "forecast" in invoke("measure", "sales", "--data", folder, "--forecasts", file).stderr


def test_two_currencies_need_a_rate(tmp_path):
    rows = ["1,2025-01-01,2025-01-02,won,5,EUR", "2,2025-01-01,2025-01-02,won,5,USD"]
    result = invoke("measure", "sales", "--data", write(tmp_path, rows))
    assert result.exit_code == 2
    assert "USD" in result.stderr
    (tmp_path / "programme.toml").write_text('base_currency = "EUR"\n')
    (tmp_path / "rates.csv").write_text("currency,day,rate\nUSD,2025-01-01,0.8\n")
    found = answer("measure", "sales", "--data", tmp_path)
    assert found["deal_size"]["all"]["value"] == pytest.approx(4.5)


def test_a_deal_closed_before_it_was_created_is_named(tmp_path):
    result = invoke("measure", "sales", "--data", write(tmp_path, ["1,2025-01-05,2025-01-02,won,5,EUR"]))
    assert result.exit_code == 2
    assert "closed before it was created" in result.stderr


def test_one_deal_has_no_interval_of_days(tmp_path):
    data = write(tmp_path, ["a,2025-01-01,2025-01-30,won,50,GBP"])
    found = answer("measure", "sales", "--data", data)
    assert found["cycle_days"]["all"] == {"value": 29.0, "low": None, "high": None}
    assert "inf" not in invoke("measure", "sales", "--data", data).stdout

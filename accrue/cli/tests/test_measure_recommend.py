"""`accrue measure recommend` from items, from orders with items, and from any CSV."""

import csv

import numpy as np
import pytest

from accrue.cli.tests.asking import answer, invoke
from accrue.cli.tests.test_measure_pages import documented


def purchases(people=120, tastes=3, seed=1):
    """Everybody buys twelve times in 2024 out of one of three shelves of fifteen items."""
    rng = np.random.default_rng(seed)
    for i in range(people):
        for month in range(12):
            yield (
                f"p{i}",
                f"item {rng.integers(0, 15) + 15 * (i % tastes)}",
                f"2024-{month + 1:02d}-{1 + i % 28:02d}",
            )


@pytest.fixture
def data(tmp_path):
    rows = [f"{p},{item},{day},1" for p, item, day in purchases()]
    (tmp_path / "items.csv").write_text(
        "person_id,item,occurred_at,quantity\n" + "\n".join([*rows, "p0,item 1,2024-01-01,-1"]) + "\n"
    )
    return tmp_path


def test_tastes_are_recommended(data, tmp_path):
    out = tmp_path / "out.csv"
    found = answer("measure", "recommend", "--data", data, "--person", "p3", "--predictions", out)
    assert list(found) == documented("recommend")
    assert (found["method"], found["refused"], found["items"]) == ("item_to_item", None, "new")
    assert found["hit_rate"]["item_to_item"] > found["hit_rate"]["popularity"]
    assert found["lift"]["low"] > 0
    (mine,) = found["recommendations"]
    bought = {item for p, item, _ in purchases() if p == "p3"}
    assert mine["person_id"] == "p3"
    assert not bought & set(mine["items"])
    # the shelf of the person comes first
    left = {f"item {k}" for k in range(15)} - bought
    assert set(mine["items"][: len(left)]) == left
    rows = list(csv.DictReader(out.open()))
    assert [r["item"] for r in rows if r["person_id"] == "p3"] == mine["items"]
    again = answer("measure", "recommend", "--data", data, "--repeat")
    assert set(again["hit_rate"]) == {"popularity", "item_to_item", "own_history"}
    assert (again["purchases"], again["returns"]) == (1440, 1)


def test_orders_say_who_and_when(data, tmp_path):
    direct = answer("measure", "recommend", "--data", data)
    folder = tmp_path / "by-order"
    folder.mkdir()
    rows = list(purchases())
    orders = [f"o{k},{p},{day},5" for k, (p, _, day) in enumerate(rows)]
    (folder / "orders.csv").write_text("order_id,person_id,ordered_at,amount\n" + "\n".join(orders) + "\n")
    items = [f"o{k},{item}" for k, (_, item, _) in enumerate(rows)]
    (folder / "items.csv").write_text("order_id,item\n" + "\n".join(items) + "\n")
    assert answer("measure", "recommend", "--data", folder)["new_items"] == direct["new_items"]
    lost = [*items, "o99999,item 1"]
    (folder / "items.csv").write_text("order_id,item\n" + "\n".join(lost) + "\n")
    done = invoke("measure", "recommend", "--data", folder)
    assert done.exit_code == 2
    assert "row 1441" in done.stderr
    assert "nothing says who bought it" in done.stderr


def test_any_csv_and_running_numbers(data, tmp_path):
    path = tmp_path / "b.csv"
    rows = [f"{p};{item};{int(day[5:7])}" for p, item, day in purchases()]
    path.write_text("household_id;product;week\n" + "\n".join(rows) + "\n")
    found = answer("measure", "recommend", "--baskets", path)
    assert (found["method"], found["split"]) == ("item_to_item", "9")
    assert answer("measure", "recommend", "--baskets", path, "--split", 7)["split"] == "7"


def test_where_nothing_is_better_popularity_is_said(tmp_path):
    path = tmp_path / "b.csv"
    path.write_text("person_id,item,date\n" + "\n".join(",".join(r) for r in purchases(tastes=1)) + "\n")
    found = answer("measure", "recommend", "--baskets", path)
    assert found["method"] == "popularity"
    assert "most popular" in found["says"]
    assert "most popular" in invoke("measure", "recommend", "--baskets", path).output


@pytest.mark.parametrize(
    ("people", "code"), [(20, "recommend.too_few_people"), (1, "recommend.too_few_people")]
)
def test_few_people_are_refused(tmp_path, people, code):
    path = tmp_path / "b.csv"
    path.write_text("person_id,item,date\n" + "\n".join(",".join(r) for r in purchases(people)) + "\n")
    found = answer("measure", "recommend", "--baskets", path, "--person", "p0")
    assert {r["code"] for r in found["refused"]} == {code}
    assert (found["method"], found["recommendations"], found["lift"]) == (None, [], None)


def test_one_day_is_refused(tmp_path):
    path = tmp_path / "b.csv"
    path.write_text("person_id,item,date\np,a,2024-01-01\nq,b,2024-01-01\n")
    assert {r["code"] for r in answer("measure", "recommend", "--baskets", path)["refused"]} == {
        "recommend.one_time"
    }


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("person_id,item\np,a\n", (), "column occurred_at: the column is missing"),
        ("person_id,item,date\np,a,soon\n", (), "row 1 (line 2), column date: 'soon' is not a date"),
        ("person_id,item,date\np,,2024-01-01\n", (), "column item: it is empty"),
        ("person_id,item,date,quantity\np,a,2024-01-01,-1\n", (), "every row is a return"),
        ("person_id,item,date\np,a,2024-01-01\n", ("--person", "z"), "'z' bought anything"),
        ("person_id,item,date\np,a,2024-01-01\n", ("--split", "2024-02-01"), "does not lie between"),
        ("person_id,item,date\np,a,2024-01-01\n", ("--split", "x"), "--split: 'x' is not a day"),
    ],
)
def test_bad_files_are_told(tmp_path, text, options, words):
    path = tmp_path / "b.csv"
    path.write_text(text)
    done = invoke("measure", "recommend", "--baskets", path, *options)
    assert done.exit_code == 2
    assert words in done.stderr

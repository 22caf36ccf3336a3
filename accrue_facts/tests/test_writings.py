"""Decimal commas and days before months are read where the whole column leaves no doubt, else refused by row."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accrue_facts.errors import FactsError
from accrue_facts.reading import read_facts


def orders(folder: Path, *cells: tuple[str, str]) -> Path:
    rows = [f"{n};p{n};{day};{amount}" for n, (day, amount) in enumerate(cells)]
    (folder / "orders.csv").write_text("\n".join(["order_id;person_id;ordered_at;amount", *rows]) + "\n")
    return folder


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["1,5", "20", "-3,25"], [1.5, 20, -3.25]),
        (["1.234,50", "1.000", "7"], [1234.5, 1000, 7]),
        (["1.234.567", "5,125"], [1234567, 5.125]),
        (["1,234.50", "1,000", "7"], [1234.5, 1000, 7]),
        (["0,125", "1234,567"], [0.125, 1234.567]),
        (["1.5", "2"], [1.5, 2]),
    ],
)
def test_numbers(tmp_path: Path, cells: list[str], wanted: list[float]) -> None:
    table = read_facts(orders(tmp_path, *(("2026-01-01", one) for one in cells)), ("orders",)).tables[
        "orders"
    ]
    assert table.numbers("amount").tolist() == wanted


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["30/04/2026", "1/5/2026"], [datetime(2026, 4, 30), datetime(2026, 5, 1)]),
        (["04/30/2026", "5/1/2026"], [datetime(2026, 4, 30), datetime(2026, 5, 1)]),
        (["1.5.2026", "02.03.2026 9:05"], [datetime(2026, 5, 1), datetime(2026, 3, 2, 9, 5)]),
        (["13-01-2026 17:30:59", "01-02-2026"], [datetime(2026, 1, 13, 17, 30, 59), datetime(2026, 2, 1)]),
    ],
)
def test_days(tmp_path: Path, cells: list[str], wanted: list[datetime]) -> None:
    table = read_facts(orders(tmp_path, *((one, "1,5") for one in cells)), ("orders",)).tables["orders"]
    assert table.times("ordered_at").tolist() == wanted


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            [("2026-01-01", "7"), ("2026-01-01", "1,234")],
            "row 2 (line 3), column amount: '1,234' may be 1234 or 1.234",
        ),
        (
            [("2026-01-01", "1,5"), ("2026-01-01", "2.5")],
            "row 1 (line 2), column amount: '1,5' is not a number",
        ),
        (
            [("2026-01-01", "1,5"), ("2026-01-01", "2.500")],
            "row 1 (line 2), column amount: '1,5' is not a number",
        ),
        (
            [("05/04/2026", "1"), ("06/04/2026", "1")],
            "row 1 (line 2), column ordered_at: '05/04/2026' may have the day",
        ),
        (
            [("30/04/2026", "1"), ("04/30/2026", "1")],
            "row 1 (line 2), column ordered_at: '30/04/2026' is not a date",
        ),
        (
            [("30/04/2026", "1"), ("2026-05-01", "1")],
            "row 1 (line 2), column ordered_at: '30/04/2026' is not a date",
        ),
        (
            [("31/02/2026", "1"), ("01/02/2026", "1")],
            "row 1 (line 2), column ordered_at: '2026-02-31' is not a date",
        ),
    ],
)
def test_doubt_is_refused(tmp_path: Path, cells: list[tuple[str, str]], said: str) -> None:
    with pytest.raises(FactsError) as caught:
        read_facts(orders(tmp_path, *cells), ("orders",))
    assert said in str(caught.value)
    assert "write" in str(caught.value) or "such as 2026-04-30" in str(caught.value)


@given(st.lists(st.integers(-(10**8), 10**8), min_size=1, max_size=8))
def test_what_is_read_is_what_was_meant(tmp_path_factory: pytest.TempPathFactory, cents: list[int]) -> None:
    """Never another number: a column of cents in commas is those cents."""
    cells = [f"{'-' if one < 0 else ''}{abs(one) // 100},{abs(one) % 100:02d}" for one in cents]
    folder = orders(tmp_path_factory.mktemp("cents"), *(("2026-01-01", one) for one in cells))
    found = read_facts(folder, ("orders",)).tables["orders"].numbers("amount").tolist()
    assert found == [one / 100 for one in cents]

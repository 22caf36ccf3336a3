"""How common each value is: what two strangers share by chance. DuckDB's SQL.

The chance is counted in the whole table, not in a draw of pairs. That of a name of several words, or a company's, is the
product of its two rarest words', for a whole name is so rarely met twice that counting would take its duplicates for strangers.
What belongs to one alone, such as an e-mail address, is shared by strangers only where many rows have it, and a date of
birth as often as there are days, unless one of them is met far more often.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from accrue_stats.duplicates.comparisons import COMMON, TIERS, UNIQUE
from accrue_stats.duplicates.kinds import Column

MOST_OF_ONE = 6
"""So many rows with one e-mail address, phone number or id may all be of one."""
OFTEN_SHARED = 0.01
"""How many others a row shares such a value with by chance, where few have it: a couple's address, a mistyped digit."""
BIRTHDAY = 5e-5
"""Dates are spread evenly, unless one stands for “unknown”."""

type Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Rarity:
    """By tier of `comparisons.COMMON`, the rarest first: `share` of the rows that have such a value (T,); the chance of two
    rows to have the same, as it is reckoned (`expected`, T) and as it was counted, duplicates among them (`counted`, T).

    `pairs`: of two rows that both say something.
    """

    share: Floats
    expected: Floats
    counted: Floats
    pairs: float


def weigh_values(con: Any, columns: Sequence[Column]) -> None:
    """`distinct_rows` → `weighed` (unique_id, copies, c0, …, f0, e0, n0, …): how common a value is as a share of the rows,
    the chance that a stranger has it as reckoned, and as counted."""
    filled = [_filled(con, n) for n in range(len(columns))]
    parts = ["unique_id", "copies", *(f"c{n}" for n in range(len(columns)))]
    joins = []
    for n, column in enumerate(columns):
        count = f"sum(copies) OVER (PARTITION BY c{n})"
        if column.kind in ("full", "company"):
            _words(con, n, filled[n])
            joins.append(f"LEFT JOIN words{n} USING (unique_id)")
            parts += [f"w{n} AS f{n}", f"w{n} AS e{n}", f"0.0 AS n{n}"]
            continue
        counted = f"({count} - 1) / {max(filled[n] - 1, 1)}"
        if column.kind in UNIQUE or column.kind == "date":
            chance, expected = (
                (BIRTHDAY, BIRTHDAY * filled[n]) if column.kind == "date" else (OFTEN_SHARED / filled[n], 0.0)
            )
            few = f"{count} <= {max(MOST_OF_ONE, int(10 * expected))}"
            parts += [f"{count} / {filled[n]} AS f{n}", f"CASE WHEN {few} THEN {chance} ELSE 0 END AS e{n}",
                      f"CASE WHEN {few} THEN 0 ELSE {counted} END AS n{n}"]  # fmt: skip
        else:
            parts += [f"{count} / {filled[n]} AS f{n}", f"0.0 AS e{n}", f"{counted} AS n{n}"]
    con.execute(f"CREATE TABLE weighed AS SELECT {', '.join(parts)} FROM distinct_rows {' '.join(joins)}")
    for n, column in enumerate(columns):
        if column.kind in ("full", "company"):
            con.execute(f"DROP TABLE words{n}")


def _filled(con: Any, n: int) -> int:
    return max(
        int(
            con.execute(
                f"SELECT coalesce(sum(copies), 0) FROM distinct_rows WHERE c{n} IS NOT NULL"
            ).fetchone()[0]
        ),
        1,
    )


def _words(con: Any, n: int, filled: int) -> None:
    """`words{n}`: by row the product of how common the two rarest words of a name are."""
    con.execute(
        f"CREATE TABLE words{n} AS WITH word AS (SELECT DISTINCT unique_id, copies, unnest(string_split(c{n}, ' ')) AS word"
        f" FROM distinct_rows WHERE c{n} IS NOT NULL),"
        f" common AS (SELECT word, sum(copies) / {filled} AS f FROM word GROUP BY word)"
        f" SELECT unique_id, list_aggregate(list_slice(list_sort(list(f)), 1, 2), 'product') AS w{n}"
        " FROM word JOIN common USING (word) GROUP BY unique_id"
    )


def tier(f: str) -> str:
    """SQL of the tier of a share of rows."""
    return f"CASE {' '.join(f'WHEN {f} <= {edge} THEN {k}' for k, edge in enumerate(COMMON))} ELSE {len(COMMON)} END"


def rarity(con: Any, n: int) -> Rarity:
    """Of column `n`, from `weighed`."""
    found = con.execute(
        f"SELECT {tier(f'f{n}')} AS t, sum(copies) AS rows, sum(copies * e{n}) AS e, sum(copies * n{n}) AS n"
        f" FROM weighed WHERE c{n} IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchall()
    rows, expected, counted = (np.zeros(TIERS) for _ in range(3))
    for number, many, by_reckoning, by_count in found:
        rows[number], expected[number], counted[number] = many, by_reckoning, by_count
    filled = max(float(rows.sum()), 1.0)
    return Rarity(rows / filled, expected / filled, counted / filled, filled * (filled - 1) / 2)

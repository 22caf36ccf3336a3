"""Pairs of rows compared by Splink: at which level the values of each column are alike. Here in DuckDB."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from accrue_stats.duplicates.comparisons import LEVELS, SWAP_RATE, TIERS
from accrue_stats.duplicates.kinds import Column
from accrue_stats.duplicates.weighing import Floats, Ints

type Pairs = tuple[Ints, Ints, Floats]


class Compared(Protocol):
    """Compared pairs, wherever they lie."""

    def patterns(self) -> tuple[Ints, Floats]:
        """Every combination of levels that was seen (P, columns), −1 where a value is missing, and how often (P,)."""

    def likely(self, patterns: Ints, certainty: Floats) -> Pairs:
        """Row numbers, the lower first, of all pairs of these patterns, and the certainty of each."""


@dataclass(frozen=True, slots=True)
class InDuckDB:
    """Compared pairs in the table `name`."""

    con: Any
    name: str
    columns: tuple[str, ...]

    def patterns(self) -> tuple[Ints, Floats]:
        names = ", ".join(self.columns)
        found = self.con.execute(
            f"SELECT {names}, count(*) AS n FROM {self.name} GROUP BY {names} ORDER BY {names}"
        ).fetchnumpy()
        patterns = np.stack([np.asarray(found[name], dtype=np.int64) for name in self.columns], axis=1)
        return patterns, np.asarray(found["n"], dtype=np.float64)

    def likely(self, patterns: Ints, certainty: Floats) -> Pairs:
        likely = likely_table(self.columns, patterns, certainty)
        self.con.register("likely", likely)
        found = self.con.execute(
            f"SELECT least(unique_id_l, unique_id_r) AS l, greatest(unique_id_l, unique_id_r) AS r, p"
            f" FROM {self.name} JOIN likely USING ({', '.join(self.columns)})"
        ).fetchnumpy()
        self.con.unregister("likely")
        return (
            np.asarray(found["l"], np.int64),
            np.asarray(found["r"], np.int64),
            np.asarray(found["p"], np.float64),
        )


def likely_table(columns: Sequence[str], patterns: Ints, certainty: Floats) -> pa.Table:
    """A row for each pattern, its probability beside it."""
    return pa.table({name: patterns[:, c] for c, name in enumerate(columns)} | {"p": certainty})


def level_names(used: Sequence[Column]) -> tuple[str, ...]:
    """What Splink calls the level of each column."""
    return tuple(f"gamma_g{n}" for n in range(len(used)))


def linker_of(
    api: Any, records: Any, used: list[Column], rules: list[str], worded: Callable[[str], str] = str
) -> Any:
    """Splink, told which rows to compare and how; `records` is a table's name, or whatever the API knows as one.

    `worded` puts DuckDB's SQL in the words of another engine.
    """
    from splink import Linker, SettingsCreator
    from splink.blocking_rule_library import CustomRule

    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        comparisons=[_comparison(n, column, used, worded) for n, column in enumerate(used)],
        blocking_rules_to_generate_predictions=[CustomRule(rule) for rule in rules],
        retain_matching_columns=True,  # or Splink leaves out the levels
        retain_intermediate_calculation_columns=False,
        probability_two_random_records_match=1e-4,
    )
    rows = api.register(records, dataset_display_name=f"rows_{os.urandom(4).hex()}")
    return Linker(rows, settings, log_level=None, validate_settings=False)


def in_duckdb(
    api: Any, used: list[Column], rules: list[str], chunks: int = 1, given: pa.Table | None = None
) -> InDuckDB:
    """Compare the pairs of the table `records` that share a key, or those given."""
    linker = linker_of(api, "records", used, rules)
    if given is not None:
        linker.table_management.register_blocked_pairs_for_predict(api.register(given))
        return _kept(api, level_names(used), [linker.inference.predict(warning_mode="never")])
    parts = (
        linker.inference.predict_chunk((part, chunks), (1, 1), warning_mode="never")
        for part in range(1, chunks + 1)
    )
    return _kept(api, level_names(used), parts)


def _kept(api: Any, columns: tuple[str, ...], parts: Iterable[Any]) -> InDuckDB:
    """Only ids and levels of each part, which is then dropped: the compared texts would fill the memory."""
    name = f"compared_{os.urandom(4).hex()}"
    levels = ", ".join(f"{each}::TINYINT AS {each}" for each in columns)
    chosen = f"SELECT unique_id_l, unique_id_r, {levels} FROM"
    for number, part in enumerate(parts):
        into = f"CREATE TABLE {name} AS" if number == 0 else f"INSERT INTO {name}"
        api.duckdb_con.execute(f"{into} {chosen} {part.physical_name}")
        part.drop_table_from_database_and_remove_from_cache()
    return InDuckDB(api.duckdb_con, name, columns)


def _comparison(n: int, column: Column, used: list[Column], worded: Callable[[str], str]) -> dict[str, Any]:
    left, right = f"c{n}_l", f"c{n}_r"
    exact = f"s{n}_l = s{n}_r" if column.kind in ("full", "company") else f"{left} = {right}"
    swap = _swap(used)
    missing = f"{left} IS NULL OR {right} IS NULL"
    if swap and column.kind == "family":
        missing += f" OR ({swap})"
    levels: list[dict[str, Any]] = [
        {"sql_condition": missing, "label_for_charts": "null", "is_null_level": True}
    ]
    levels += [
        {
            "sql_condition": f"{exact} AND greatest(t{n}_l, t{n}_r) = {tier}",
            "label_for_charts": f"exact {tier}",
        }
        for tier in range(TIERS)
    ]
    swapped = f"CASE WHEN {swap} THEN {SWAPPED_RATIO} END" if swap else "NULL"
    for level in LEVELS[column.kind][1:-1]:
        sql = level.sql.format(l=left, r=right, swapped=swapped)
        levels.append({"sql_condition": worded(sql), "label_for_charts": level.name})
    levels.append({"sql_condition": "ELSE", "label_for_charts": "else"})
    return {"output_column_name": f"g{n}", "comparison_levels": levels}


# Of two names that are met either way round, such as Martin Thomas, many are two people.
SWAPPED_RATIO = (
    f"least(1.0, {SWAP_RATE} * (1.0 + greatest(q_l, q_r) / least(own_l, own_r))) / greatest(q_l, q_r)"
)


def _swap(used: list[Column]) -> str:
    """SQL of given and family name standing the other way round; empty where the table has not both."""
    at = {column.kind: n for n, column in reversed(list(enumerate(used)))}
    if "given" not in at or "family" not in at:
        return ""
    g, f = at["given"], at["family"]
    return f"c{g}_l = c{f}_r AND c{f}_l = c{g}_r AND c{g}_l <> c{g}_r"

"""Which rows of a table mean the same person or company: pairs with probabilities, and the groups they make.

Splink on DuckDB brings likely pairs together and compares them; `weighing` says how likely each is of the same.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from accrue_stats.duplicates import shaping, weighing
from accrue_stats.duplicates.comparisons import LEVELS
from accrue_stats.duplicates.kinds import MOST, Column, recognised
from accrue_stats.duplicates.weighing import Floats, Ints, Model

type Pairs = tuple[Ints, Ints, Floats]

ALL_PAIRS = 150_000
"""A table of fewer pairs is compared whole, without keys."""
RANDOM_PAIRS = 100_000
CHUNK = 4_000_000
MEMORY = "5GB"


@dataclass(frozen=True)
class Found:
    """`left` < `right` are row numbers (n,), `certainty` their probabilities (n,), from the most certain down.

    Rows that say exactly the same are compared once, by the first of them: `first_alike` (rows,) names it for each row,
    and `copies_certainty` (rows,) says at each first row how probable it is that its copies are of the same.
    """

    columns: tuple[Column, ...]
    left: Ints
    right: Ints
    certainty: Floats
    first_alike: Ints
    copies_certainty: Floats

    @property
    def compared(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.kind != "ignored")


def find_duplicates(
    table: pa.Table, *, least: float = 0.5, fields: Sequence[str] | None = None, ignored: Sequence[str] = (),
    known: Sequence[Column] = (), seed: int = 1,
) -> Found:  # fmt: skip
    """Pairs of rows of the same with a probability of `least` (0 … 1) and more.

    `table` holds texts (R rows; null or empty: missing). `fields` narrows the columns, `ignored` leaves some out, `known`
    says what some hold, so that they are not guessed. Assumes that most rows are of different people or companies.
    """
    names = [name for name in (fields or table.column_names) if name not in ignored]
    told = {column.name: column for column in known}
    columns = tuple(
        told.get(name) or recognised(name, _sample(table[name]), is_asked=fields is not None)
        for name in names
    )
    used = [column for column in columns if column.kind != "ignored"]
    rows = np.arange(table.num_rows, dtype=np.int64)
    nothing = Found(columns, rows[:0], rows[:0], np.zeros(0), rows, np.zeros(len(rows)))
    if table.num_rows < 2 or not used:
        return nothing
    with tempfile.TemporaryDirectory(prefix="accrue-duplicates-") as folder:
        return _found(table, columns, used, least, seed, folder)


def _sample(column: Any) -> list[str]:
    """Texts that are not empty, evenly out of the whole column."""
    step = max(1, len(column) // (4 * MOST))
    values = (
        column.take(pa.array(range(0, len(column), step))).to_pylist() if step > 1 else column.to_pylist()
    )
    return [value for value in values if value and value.strip()]


def _found(
    table: pa.Table, columns: tuple[Column, ...], used: list[Column], least: float, seed: int, folder: str
) -> Found:
    from splink import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI()
    con = api.duckdb_con
    try:
        con.execute(
            f"SET memory_limit = '{MEMORY}'; SET temp_directory = '{folder}'; SET enable_progress_bar = false"
        )
        raw = pa.table(
            {"r": pa.array(range(table.num_rows), pa.int64())}
            | {f"v{n}": table[column.name].cast(pa.string()) for n, column in enumerate(used)}
        )
        con.register("raw", raw)
        shaping.shape(con, used)
        con.unregister("raw")
        alike = shaping.twins(con, len(used))
        model, (left, right, certainty) = _scored(api, con, used, least, seed)
        order = np.lexsort((right, left, -certainty))
        copies = _copies(con, used, model, table.num_rows)
        return Found(columns, left[order], right[order], certainty[order], alike, copies)
    finally:
        con.close()


def _scored(api: Any, con: Any, used: list[Column], least: float, seed: int) -> tuple[Model, Pairs]:
    distinct = con.execute("SELECT count(*) FROM distinct_rows").fetchone()[0]
    pairs = distinct * (distinct - 1) / 2
    is_whole = pairs <= ALL_PAIRS
    keys = [] if is_whole else shaping.candidate_keys(con, used)
    shaping.make_records(con, used, keys)
    budget = int(min(10 * distinct, max(300_000, 1.5 * distinct)))
    rules = ["1 = 1"] if is_whole else [f"l.{key} = r.{key}" for key in shaping.cap_keys(con, keys, budget)]
    kinds = [column.kind for column in used]
    tiers = [_tiers(con, n) for n in range(len(used))]
    model = weighing.start(kinds, tiers, pairs, distinct)
    none = np.zeros(0, dtype=np.int64)
    if pairs < 1 or not rules:
        return model, (none, none, np.zeros(0))
    columns = [f"gamma_g{n}" for n in range(len(used))]
    table = _compared(api, used, rules, 1 + budget * len(rules) // CHUNK)
    patterns, counts = _patterns(con, table, columns)
    if is_whole:
        drawn, seen = pairs, [_level_counts(patterns[:, c], counts, kind) for c, kind in enumerate(kinds)]
    else:
        random = _random_pairs(con, distinct, seed)
        drawn = float(random.num_rows)
        apart, often = _patterns(con, _compared(api, used, rules, given=random), columns)
        seen = [_level_counts(apart[:, c], often, kind) for c, kind in enumerate(kinds)]
    weighing.fit(model, patterns, counts, seen, drawn, pairs)
    return model, _likely(con, table, columns, model, patterns, least)


def _copies(con: Any, used: list[Column], model: Model, rows: int) -> Floats:
    """At the first of rows that say the same: how probable it is that they are of the same. (rows,)"""
    names = [
        f"CASE WHEN c{n} IS NULL THEN -1 ELSE {weighing.levels_of(c.kind) - 1} - t{n} END AS g{n}"
        for n, c in enumerate(used)
    ]
    found = con.execute(f"SELECT unique_id, {', '.join(names)} FROM records WHERE copies > 1").fetchnumpy()
    certainty = np.zeros(rows)
    if len(found["unique_id"]):
        patterns = np.stack([np.asarray(found[f"g{n}"], dtype=np.int64) for n in range(len(used))], axis=1)
        certainty[np.asarray(found["unique_id"], dtype=np.int64)] = weighing.probabilities(model, patterns)
    return certainty


def _tiers(con: Any, n: int) -> Floats:
    found = dict(
        con.execute(f"SELECT t{n}, count(*) FROM records WHERE c{n} IS NOT NULL GROUP BY 1").fetchall()
    )
    counted = np.array([found.get(tier, 0) for tier in range(3)], dtype=float)
    return np.asarray(counted / max(counted.sum(), 1.0))


def _level_counts(levels: Ints, counts: Floats, kind: Any) -> Floats:
    there = levels >= 0
    return np.asarray(np.bincount(levels[there], counts[there], weighing.levels_of(kind)))


def _random_pairs(con: Any, distinct: int, seed: int) -> pa.Table:
    ids = np.asarray(
        con.execute("SELECT unique_id FROM records ORDER BY unique_id").fetchnumpy()["unique_id"]
    )
    draw = np.random.default_rng(seed).integers(0, distinct, size=(2, RANDOM_PAIRS))
    low, high = np.minimum(*draw), np.maximum(*draw)
    apart = np.unique(np.stack([low, high])[:, low < high], axis=1)
    return pa.table(
        {
            "match_key": np.repeat("0", apart.shape[1]),
            "join_key_l": ids[apart[0]],
            "join_key_r": ids[apart[1]],
        }
    )


def _compared(
    api: Any, used: list[Column], rules: list[str], chunks: int = 1, given: pa.Table | None = None
) -> str:
    """The table of compared pairs: those that share a key, or those given."""
    from splink import Linker, SettingsCreator
    from splink.blocking_rule_library import CustomRule

    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        comparisons=[_comparison(n, column, used) for n, column in enumerate(used)],
        blocking_rules_to_generate_predictions=[CustomRule(rule) for rule in rules],
        retain_matching_columns=True,  # or Splink leaves out the levels
        retain_intermediate_calculation_columns=False,
        probability_two_random_records_match=1e-4,
    )
    rows = api.register("records", dataset_display_name=f"rows_{os.urandom(4).hex()}")
    linker = Linker(rows, settings, log_level=None, validate_settings=False)
    if given is not None:
        linker.table_management.register_blocked_pairs_for_predict(api.register(given))
        return _kept(api, len(used), [linker.inference.predict(warning_mode="never")])
    parts = (
        linker.inference.predict_chunk((part, chunks), (1, 1), warning_mode="never")
        for part in range(1, chunks + 1)
    )
    return _kept(api, len(used), parts)


def _kept(api: Any, columns: int, parts: Iterable[Any]) -> str:
    """Only ids and levels of each part, which is then dropped: the compared texts would fill the memory."""
    name = f"compared_{os.urandom(4).hex()}"
    levels = ", ".join(f"gamma_g{n}::TINYINT AS gamma_g{n}" for n in range(columns))
    chosen = f"SELECT unique_id_l, unique_id_r, {levels} FROM"
    for number, part in enumerate(parts):
        into = f"CREATE TABLE {name} AS" if number == 0 else f"INSERT INTO {name}"
        api.duckdb_con.execute(f"{into} {chosen} {part.physical_name}")
        part.drop_table_from_database_and_remove_from_cache()
    return name


def _comparison(n: int, column: Column, used: list[Column]) -> dict[str, Any]:
    left, right = f'"c{n}_l"', f'"c{n}_r"'
    exact = f'"s{n}_l" = "s{n}_r"' if column.kind in ("full", "company") else f"{left} = {right}"
    levels = [
        {
            "sql_condition": f"{left} IS NULL OR {right} IS NULL",
            "label_for_charts": "null",
            "is_null_level": True,
        }
    ]
    levels += [
        {
            "sql_condition": f'{exact} AND greatest("t{n}_l", "t{n}_r") = {tier}',
            "label_for_charts": f"exact {tier}",
        }
        for tier in range(3)
    ]
    for level in LEVELS[column.kind][1:-1]:
        sql = _swapped(n, column, used) if level.name == "swapped" else level.sql.format(l=left, r=right)
        levels.append({"sql_condition": sql, "label_for_charts": level.name})
    levels.append({"sql_condition": "ELSE", "label_for_charts": "else"})
    return {"output_column_name": f"g{n}", "comparison_levels": levels}


def _swapped(n: int, column: Column, used: list[Column]) -> str:
    """Given and family name the other way round."""
    other = "family" if column.kind == "given" else "given"
    there = next((k for k, each in enumerate(used) if each.kind == other), None)
    return "1 = 0" if there is None else f'"c{n}_l" = "c{there}_r" AND "c{there}_l" = "c{n}_r"'


def _patterns(con: Any, table: str, columns: list[str]) -> tuple[Ints, Floats]:
    names = ", ".join(columns)
    found = con.execute(
        f"SELECT {names}, count(*) AS n FROM {table} GROUP BY {names} ORDER BY {names}"
    ).fetchnumpy()
    patterns = np.stack([np.asarray(found[name], dtype=np.int64) for name in columns], axis=1)
    return patterns, np.asarray(found["n"], dtype=np.float64)


def _likely(con: Any, table: str, columns: list[str], model: Model, patterns: Ints, least: float) -> Pairs:
    p = weighing.probabilities(model, patterns)
    kept = p >= least
    likely = pa.table({name: patterns[kept, c] for c, name in enumerate(columns)} | {"p": p[kept]})
    con.register("likely", likely)
    found = con.execute(
        f"SELECT least(unique_id_l, unique_id_r) AS l, greatest(unique_id_l, unique_id_r) AS r, p"
        f" FROM {table} JOIN likely USING ({', '.join(columns)})"
    ).fetchnumpy()
    con.unregister("likely")
    return (
        np.asarray(found["l"], np.int64),
        np.asarray(found["r"], np.int64),
        np.asarray(found["p"], np.float64),
    )

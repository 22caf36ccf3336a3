"""Which rows of a table mean the same person or company: pairs with probabilities, and the groups they make.

Splink brings likely pairs together and compares them, on DuckDB or on Spark; `weighing` says how likely each is of the same.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from accrue_stats.duplicates import rarity, shaping, weighing
from accrue_stats.duplicates.comparing import Compared, Pairs, in_duckdb
from accrue_stats.duplicates.kinds import MOST, Column, recognised
from accrue_stats.duplicates.on_spark import on_spark
from accrue_stats.duplicates.weighing import Floats, Ints, Model

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
    known: Sequence[Column] = (), seed: int = 1, spark: Any = None,
) -> Found:  # fmt: skip
    """Pairs of rows of the same with a probability of `least` (0 … 1) and more.

    `table` holds texts (R rows; null or empty: missing). `fields` narrows the columns, `ignored` leaves some out, `known`
    says what some hold, so that they are not guessed. With `spark`, a session that knows Splink's functions
    (`functions_for_spark`), the pairs are made and compared there, the rest stays in DuckDB. Assumes that most rows are of different people or companies.
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
        return _found(table, columns, used, least, seed, folder, spark)


def _sample(column: Any) -> list[str]:
    """Texts that are not empty, evenly out of the whole column."""
    step = max(1, len(column) // (4 * MOST))
    values = (
        column.take(pa.array(range(0, len(column), step))).to_pylist() if step > 1 else column.to_pylist()
    )
    return [value for value in values if value and value.strip()]


def _found(
    table: pa.Table, columns: tuple[Column, ...], used: list[Column], least: float, seed: int, folder: str, spark: Any
) -> Found:  # fmt: skip
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
        model, (left, right, certainty) = _scored(api, con, used, least, seed, spark)
        order = np.lexsort((right, left, -certainty))
        copies = _copies(con, used, model, table.num_rows)
        return Found(columns, left[order], right[order], certainty[order], alike, copies)
    finally:
        con.close()


def _scored(
    api: Any, con: Any, used: list[Column], least: float, seed: int, spark: Any
) -> tuple[Model, Pairs]:
    distinct, rows = con.execute(
        "SELECT count(*), coalesce(sum(copies), 0)::BIGINT FROM distinct_rows"
    ).fetchone()
    pairs = distinct * (distinct - 1) / 2
    is_whole = pairs <= ALL_PAIRS
    keys = [] if is_whole else shaping.candidate_keys(con, used)
    rarity.weigh_values(con, used)
    values = [rarity.rarity(con, n) for n in range(len(used))]
    shaping.make_records(con, used, keys)
    budget = int(min(10 * distinct, max(300_000, 1.5 * distinct)))
    rules = ["1 = 1"] if is_whole else [f"l.{key} = r.{key}" for key in shaping.cap_keys(con, keys, budget)]
    kinds = [column.kind for column in used]
    model = weighing.start(kinds, values, rows * (rows - 1) / 2, rows)
    none = np.zeros(0, dtype=np.int64)
    if pairs < 1:
        return model, (none, none, np.zeros(0))
    compared: Compared | None = None
    if rules and spark is None:
        compared = in_duckdb(api, used, rules, 1 + budget * len(rules) // CHUNK)
    elif rules:
        compared = on_spark(spark, shaping.records_of(con, len(keys)), used, rules)
    patterns, counts = compared.patterns() if compared else (np.zeros((0, len(used)), np.int64), np.zeros(0))
    if is_whole:
        drawn, seen = pairs, [_level_counts(patterns[:, c], counts, kind) for c, kind in enumerate(kinds)]
    else:
        random = _random_pairs(con, distinct, seed)
        drawn = float(random.num_rows)
        apart, often = in_duckdb(api, used, ["1 = 1"], given=random).patterns()
        seen = [_level_counts(apart[:, c], often, kind) for c, kind in enumerate(kinds)]
    copied, often = _copied(con, used)
    weighing.fit(
        model,
        np.concatenate([patterns, copied]),
        np.concatenate([counts, often]),
        seen,
        drawn,
        rows * (rows - 1) / 2,
    )
    if compared is None:
        return model, (none, none, np.zeros(0))
    p = weighing.probabilities(model, patterns)
    return model, compared.likely(patterns[p >= least], p[p >= least])


def _copies(con: Any, used: list[Column], model: Model, rows: int) -> Floats:
    """At the first of rows that say the same: how probable it is that they are of the same. (rows,)"""
    certainty = np.zeros(rows)
    firsts = con.execute("SELECT unique_id FROM records WHERE copies > 1 ORDER BY unique_id").fetchnumpy()[
        "unique_id"
    ]
    patterns, _ = _copied(con, used)
    if len(firsts):
        certainty[np.asarray(firsts, dtype=np.int64)] = weighing.probabilities(model, patterns)
    return certainty


def _copied(con: Any, used: list[Column]) -> tuple[Ints, Floats]:
    """The levels of rows that say exactly the same (n, columns), and how many pairs they make (n,)."""
    names = [
        f"CASE WHEN c{n} IS NULL THEN -1 ELSE {weighing.levels_of(c.kind) - 1} - t{n} END AS g{n}"
        for n, c in enumerate(used)
    ]
    found = con.execute(
        f"SELECT {', '.join(names)}, copies * (copies - 1) / 2 AS pairs FROM records WHERE copies > 1 ORDER BY unique_id"
    ).fetchnumpy()
    levels = np.stack([np.asarray(found[f"g{n}"], dtype=np.int64) for n in range(len(used))], axis=1)
    return levels, np.asarray(found["pairs"], dtype=np.float64)


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

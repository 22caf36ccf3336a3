"""Which rows of any CSV of people or companies mean the same, and how well that agrees with what is known."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from accrue_facts.errors import FactsError
from accrue_facts.flat import Flat, read_flat
from accrue_facts.spark import spark_session
from accrue_stats.duplicates import Agreement, Claimed, Column, Found, agreement, claimed, find_duplicates
from accrue_stats.duplicates.on_spark import functions_for_spark
from accrue_stats.estimate import Refusal

MOST_WRITTEN = 5_000_000
SEED = 1
# “rec-122-org”, “rec-122-dup-0”: the numbering of the FEBRL data sets, where the middle says who is meant.
FEBRL = re.compile(r"(rec-\d+)-(?:org|dup-\d+)")


@dataclass(frozen=True)
class Duplicates:
    """What was found in a file, at a threshold."""

    file: Path
    rows: int
    threshold: float
    found: Found
    said: Claimed
    agreed: Agreement | None
    seconds: float
    refusals: tuple[Refusal, ...]

    @property
    def answer(self) -> dict[str, Any]:
        """`accrue measure duplicates --json`."""
        agreed, said = self.agreed, self.said
        return {
            "rows": self.rows,
            "pairs": said.pairs,
            "clusters": said.groups,
            "precision": agreed.precision if agreed else None,
            "recall": agreed.recall if agreed else None,
            "f1": agreed.f1 if agreed else None,
            "seconds": round(self.seconds, 3),
            "threshold": self.threshold,
            "true_pairs": agreed.true_pairs if agreed else None,
            "estimated_precision": said.expected_right / said.pairs if said.pairs else None,
            "fields": [{"name": column.name, "kind": column.kind} for column in self.found.compared],
            "left_out": [
                {"name": column.name, "reason": column.why}
                for column in self.found.columns
                if column.kind == "ignored"
            ],
            "undefined": self._undefined(),
            "seed": SEED,
            "refused": [{"code": r.code, "reason": r.reason, "line": None} for r in self.refusals] or None,
        }

    def _undefined(self) -> dict[str, str]:
        agreed = self.agreed
        if agreed is None:
            reason = "no --truth says which rows are the same; estimated_precision is what the model expects"
            return dict.fromkeys(("precision", "recall", "f1"), reason)
        told = {}
        if agreed.precision is None:
            told["precision"] = "no pair reaches the threshold"
        if agreed.recall is None:
            told["recall"] = "no two rows share a value of the truth"
        if agreed.f1 is None:
            told["f1"] = "it needs both precision and recall"
        return told

    def pairs(self) -> pa.Table:
        """left and right (lines of data from 1), their certainty and group; at most MOST_WRITTEN."""
        each = list(islice(self.said.each_pair(), MOST_WRITTEN))
        group = self.said.group
        return pa.table(
            {
                "left": pa.array([left + 1 for left, _, _ in each], pa.int64()),
                "right": pa.array([right + 1 for _, right, _ in each], pa.int64()),
                "certainty": pa.array([round(p, 6) for _, _, p in each], pa.float64()),
                "cluster": pa.array([int(group[left]) + 1 for left, _, _ in each], pa.int64()),
            }
        )


def measure_duplicates(
    file: Path, *, truth: str | None = None, threshold: float = 0.95, fields: Sequence[str] | None = None,
    engine: str = "duckdb",
) -> Duplicates:  # fmt: skip
    """Compare the rows of `file` by `fields` (all that say something) and take pairs from `threshold` on as the same.

    `engine` is duckdb, spark or spark://host:port. `truth` names a column whose equal values mark rows of the same; it is never compared. FactsError where the file is
    no CSV or lacks a column that was named, and where the engine cannot be had.
    """
    flat = read_flat(file)
    began = time.perf_counter()
    label = _named(flat, truth) if truth else None
    chosen = [_named(flat, name) for name in fields] if fields is not None else None
    if label and chosen and label in chosen:
        raise FactsError(
            "duplicates.truth_compared",
            f"{label}: the truth cannot be compared too. Take it out of --fields.",
        )
    texts = _texts(flat)
    least, ignored = min(threshold, 0.5), [label] if label else []
    with comparing_on(engine) as spark:
        found = find_duplicates(texts, least=least, fields=chosen, ignored=ignored, seed=SEED, spark=spark)
    said = claimed(found, threshold)
    agreed = agreement(said, _labels(texts[label])) if label else None
    return Duplicates(
        file, flat.rows, threshold, found, said, agreed, time.perf_counter() - began, tuple(_refusals(found))
    )


@contextmanager
def comparing_on(engine: str) -> Iterator[Any]:
    """A session of Spark to compare pairs on, or None for "duckdb". FactsError where the engine cannot be had."""
    if engine == "duckdb":
        yield None
        return
    if engine != "spark" and not engine.startswith("spark://"):
        raise FactsError(
            "duplicates.engine", f"The engine is duckdb, spark or spark://host:port, not {engine}."
        )
    with spark_session(
        engine, name="Accrue duplicates", more={"spark.jars": functions_for_spark()}
    ) as session:
        session.sparkContext.setLogLevel("ERROR")
        yield session


def _refusals(found: Found) -> list[Refusal]:
    if found.compared:
        return []
    names = ", ".join(column.name for column in found.columns) or "none"
    return [
        Refusal(
            "duplicates.nothing_to_compare",
            f"No column says anything by which rows could be compared: {names} are empty or number the rows."
            " Name columns of people or companies, such as names, e-mail, phone or date of birth.",
        )
    ]


def _named(flat: Flat, name: str) -> str:
    """The column so called, spaces around its name in the header aside."""
    wanted = name.strip().lower()
    found = next((own for own in flat.names if own.strip().lower() == wanted), None)
    return flat.need(name) if found is None else found


def _texts(flat: Flat) -> pa.Table:
    """Every cell as text; what is no UTF-8 is refused with its line."""
    columns: dict[str, Any] = {}
    for name in flat.names:
        cells = flat.cells.column(name)
        try:
            columns[name] = cells.cast(pa.large_string()).cast(pa.string())
        except pa.ArrowInvalid:
            columns[name] = flat.read(name, "text", may_be_empty=True)
    return pa.table(columns)


def _labels(column: Any) -> list[str | None]:
    """The truth of each row; of FEBRL's own row names the part that says who is meant."""
    values = [value.strip() if value and value.strip() else None for value in column.to_pylist()]
    febrl = [FEBRL.fullmatch(value) if value else None for value in values]
    if values and all(febrl):
        return [match[1] for match in febrl if match]
    return values


__all__ = ["Column", "Duplicates", "comparing_on", "measure_duplicates"]

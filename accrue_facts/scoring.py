"""`accrue measure score`: the chance of something, learnt from any CSV with a row for each person or deal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from accrue_facts.answers import Answer, estimate, refusals
from accrue_facts.errors import FactsError
from accrue_facts.feature_columns import Columns, column_text, read_features
from accrue_facts.flat import Flat, read_flat
from accrue_facts.schema import Column
from accrue_facts.tables import Floats, Ints, ranked
from accrue_facts.target import Target, read_target
from accrue_facts.writings import read_as_written
from accrue_stats.scores.effects import leaks
from accrue_stats.scores.features import Features
from accrue_stats.scores.score import Score, fit_score

EFFECTS = {
    "log-odds": "log-odds: for one standard deviation more of a number, for a category against the average row",
    "fall of the AUC": "how much the AUC falls when the column is shuffled among rows the model had not seen",
}
SEED = 1
FEW_COPIES = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Scoring:
    """What was learnt from `columns` about `target`."""

    flat: Flat
    target: Target
    columns: Columns
    found: Score
    is_by_time: bool
    level: float
    warnings: tuple[str, ...]
    ids: pa.Array | None

    @property
    def answer(self) -> Answer:
        """`accrue measure score --json`."""
        found, target = self.found, self.target
        told = found.model is not None
        return {
            "target": target.name,
            "positive": target.positive,
            "rows": int(target.known.sum()),
            "positives": int(target.y[target.known].sum()),
            "split": "time" if self.is_by_time else "stratified",
            "model": found.model,
            "auc": estimate(found.auc, with_se=True),
            "ece": found.calibration_error,
            "brier": found.brier,
            "lift_top_decile": found.lift,
            "calibrated": found.is_calibrated if told else None,
            "log_loss": found.loss,
            "features": [{"name": e.name, "effect": e.effect, "column": e.column} for e in found.features]
            if told
            else None,
            "effect_is": EFFECTS[found.effect_is] if found.effect_is else None,
            "left_out": [{"name": name, "reason": why} for name, why in self.columns.left_out],
            "warnings": list(self.warnings),
            "seed": SEED,
            "level": self.level,
            "refused": refusals(found.refusals, target.name),
        }

    def predictions(self) -> pa.Table:
        """A row per row of the file: its id (or number), what is known of it, and its score. FactsError when refused."""
        if self.found.predict is None:
            raise FactsError("facts.no_model", "There are no predictions, for the score was refused.")
        ids = pa.array(np.arange(1, self.flat.rows + 1)) if self.ids is None else self.ids
        known = pa.array(np.where(self.target.known, self.target.y, np.nan), from_pandas=True)
        return pa.table(
            {"id": ids, "actual": known, "score": pa.array(self.found.predict(self.columns.features))}
        )


def measure_score(
    file: Path, target: str, *, time: str | None = None, id_column: str | None = None, positive: str | None = None,
    level: float = 0.90,
) -> Scoring:  # fmt: skip
    """Learn `target` from the other columns of the CSV `file`. FactsError for bad input."""
    flat = read_flat(file)
    aim = read_target(flat, target, positive)
    skip = {aim.name: ""}
    moments = None
    if time is not None:
        when = flat.need(time)
        moments = _moments(flat, when)
        skip[when] = "it is the time"
    ids = None
    if id_column is not None:
        own = flat.need(id_column)
        ids = flat.read(own, "id")
        skip[own] = "it is the id"
    if len(skip) < 1 + (time is not None) + (id_column is not None):
        raise FactsError("facts.same_column", "--target, --time and --id must be three different columns.")
    columns = read_features(flat, skip, None if moments is None else _if_days(moments))
    known = aim.known
    y, features = aim.y[known], columns.features.take(known)
    groups = _groups(ids, known)
    later = None if moments is None else moments[known]
    found = fit_score(features, y, time=later, groups=groups, level=level, seed=SEED)
    warnings = _warnings(columns, aim, y, groups)
    return Scoring(flat, aim, columns, found, moments is not None, level, warnings, ids)


def _moments(flat: Flat, name: str) -> Floats:
    """Running numbers, or days since 1970."""
    text = column_text(flat, name)
    if text.null_count:
        rows = np.flatnonzero(np.asarray(text.is_null()))
        raise flat.error(name, [(int(row), "it is empty, and every row needs its time") for row in rows[:20]])
    numbers, bad = read_as_written(Column(name, "number"), text)
    if not bad:
        return np.asarray(numbers.to_numpy(zero_copy_only=False), dtype=np.float64)
    return flat.times(name).astype(np.int64) / 86_400_000_000


def _if_days(moments: Floats) -> Floats | None:
    # numbers such as 12 or 2024 are no days since 1970 that other days could be held against
    return moments if float(np.abs(moments).max(initial=0.0)) > 3000 else None


def _groups(ids: pa.Array | None, known: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Ints | None:
    if ids is None:
        return None
    _, codes = ranked(ids.filter(pa.array(known)))
    return codes if codes.size and int(codes.max()) + 1 < codes.size else None


def _warnings(columns: Columns, target: Target, y: Floats, groups: Ints | None) -> tuple[str, ...]:
    told = []
    unknown = int((~target.known).sum())
    if unknown:
        told.append(f"{unknown:,} rows have no {target.name}; nothing is learnt from them.")
    if 0 < y.sum() < y.size:
        for name, value in leaks(columns.features.take(target.known), y):
            told.append(
                f"Leakage: {name} alone tells {target.name} with an AUC of {value:.3f}. It may only be known afterwards; "
                "leave it out of the file if so."
            )
    copies = _copies(columns.features.take(target.known), y) if groups is None else 0
    if copies:
        told.append(
            f"{copies:,} rows are exact copies of others. If they are of the same, keep one of each, or name their --id: "
            "copies in the rows learnt from flatter the score."
        )
    return tuple(told)


def _copies(features: Features, y: Floats) -> int:
    """Rows equal to another in all that is known of them, where so much is known that chance would not do it."""
    numbers = np.where(np.isnan(features.numbers), np.inf, features.numbers)
    table = np.column_stack([numbers, features.codes, y])
    distinct = np.unique(table, axis=0)
    telling = any(np.unique(column).size > distinct.shape[0] / 2 for column in numbers.T)
    copies = y.size - distinct.shape[0]
    return copies if telling and copies > FEW_COPIES * y.size else 0

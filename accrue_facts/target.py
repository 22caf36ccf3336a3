"""What a score is to foresee: a column of two answers, one of them the positive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accrue_facts.errors import FactsError
from accrue_facts.feature_columns import column_text
from accrue_facts.flat import Flat
from accrue_facts.tables import Flags, Floats

YES = ("yes", "y", "true", "t", "1", "1.0")
NO = ("no", "n", "false", "f", "0", "0.0")
MISSING = ("na", "n/a", "nan", "null")


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """`y`, shape (rows,), is 1 for `positive`, 0 for the other; `known` False where the cell is empty."""

    name: str
    positive: str
    y: Floats
    known: Flags


def read_target(flat: Flat, name: str, positive: str | None = None) -> Target:
    """Column `name`, whose positive is yes, true or 1, else the rarer of its two values, else `positive` (against all
    others). FactsError when it is none such."""
    column = flat.need(name)
    texts = np.array([one or "" for one in column_text(flat, column).to_pylist()], dtype=object)
    known = np.array([bool(t) and t.lower() not in MISSING for t in texts], dtype=bool)
    values, counts = np.unique(texts[known].astype(str), return_counts=True)
    if not values.size:
        raise FactsError("facts.empty", f"{flat.file}, column {column}: it is empty in every row.")
    if positive is not None:
        chosen = {str(v) for v in values if v.lower() == positive.strip().lower()}
        if not chosen:
            raise FactsError(
                "facts.no_positive",
                f"{flat.file}, column {column}: no row holds {positive!r}; {_listed(values)}.",
            )
        return Target(
            column, sorted(chosen)[0], np.isin(texts.astype(str), sorted(chosen)).astype(float), known
        )
    lower = {str(v).lower() for v in values}
    if lower <= set(YES + NO):
        y = np.array([t.lower() in YES for t in texts], dtype=np.float64)
        shown = next((str(v) for v in values if v.lower() in YES), "yes")
        return Target(column, shown, y, known)
    if len(values) > 2:
        raise FactsError(
            "facts.not_two",
            f"{flat.file}, column {column}: it has {len(values):,} different values; choose one with --positive. {_listed(values)}.",
        )
    rarer = str(values[int(np.argmin(counts))])
    return Target(column, rarer, (texts.astype(str) == rarer).astype(np.float64), known)


def _listed(values: np.ndarray[tuple[int], np.dtype[np.str_]]) -> str:
    return "There are: " + ", ".join(str(v)[:30] for v in values[:12])

"""Who converted, and when: orders placed, deals won or leads converted."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accrue_facts.errors import FactsError
from accrue_facts.tables import Days, Facts, Flags, Table

SOURCES = ("orders", "deals", "leads")


def conversions(facts: Facts, source: str | None) -> tuple[str, pa.Array, Days, int]:
    """The table taken, the person and moment of each conversion, and how many there were of nobody.

    `source` None takes the first of orders, deals, leads that is there. Orders below 0 are refunds and no conversions.
    FactsError when the table or its columns are not there, or a won deal is not closed.
    """
    there = [name for name in SOURCES if facts.has(name)]
    chosen = source or next(iter(there), None)
    if chosen is None or chosen not in there:
        wanted = f"table {chosen}" if chosen else "table of conversions (orders, deals or leads)"
        raise FactsError("facts.table_missing", f"{facts.source}: there is no {wanted}.")
    table = facts.tables[chosen]
    column = {"orders": "ordered_at", "deals": "closed_at", "leads": "converted_at"}[chosen]
    for needed in (column, "person_id"):
        if not table.has(needed):
            raise FactsError("facts.column_missing", f"{table.file}, column {needed}: the column is missing.")
    at = table.times(column)
    counts = _counts(table, chosen, at)
    known = np.asarray(pc.is_valid(table.columns["person_id"]).to_numpy(zero_copy_only=False), dtype=bool)
    use = counts & known
    return chosen, table.columns["person_id"].filter(pa.array(use)), at[use], int((counts & ~known).sum())


def _counts(table: Table, source: str, at: Days) -> Flags:
    if source == "orders":
        return np.asarray(table.numbers("amount") >= 0, dtype=bool)
    if source == "leads":
        return ~np.isnat(at)
    won = is_one_of(table, "outcome", ("won",))
    open_end = np.flatnonzero(won & np.isnat(at))
    if open_end.size:
        reason = "the deal is won, but it is not said when."
        raise FactsError(
            "facts.won_not_closed",
            str(table.complaint(int(open_end[0]), "closed_at", reason, "facts.won_not_closed")),
        )
    return won


def is_one_of(table: Table, column: str, values: tuple[str, ...]) -> Flags:
    """Shape (rows,): whether the text of `column` is one of `values`; false where empty."""
    found = pc.is_in(table.columns[column], value_set=pa.array(values, pa.large_string()))
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)

"""A measure by unit and period, read from the tables panel and adoption."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accrue_facts.complaint import error_of
from accrue_facts.errors import FactsError
from accrue_facts.periods import Every, Written, read_period, read_periods, unlike
from accrue_facts.series import day_number, gap_in, next_start, spacing
from accrue_facts.tables import Floats, Ints, Table

MOST_CELLS = 20_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """`values[i, j]` is the measure of `units[i]` in the period that begins at `starts[j]` (a day's number since
    1970, or the running number), NaN where there is no row; `periods` as written; `gap` says which is missing."""

    file: str
    units: tuple[str, ...]
    every: Every
    periods: tuple[str, ...]
    starts: Ints
    values: Floats

    @property
    def gap(self) -> str | None:
        return gap_in(self.every, self.starts)

    def position(self, day: int, beyond: int = 0) -> int:
        """The first period that ends on `day` (or the number) or later; past the end it is looked for among
        `beyond` further periods, and the number after the last of them where it lies later still."""
        starts = [int(one) for one in self.starts]
        for _ in range(beyond):
            starts.append(self._after(starts))
        ends = [next_start(self.every, start) - 1 for start in starts]
        return int(np.searchsorted(np.array(ends), day))

    def _after(self, starts: list[int]) -> int:
        if self.every != "number" or len(starts) < 2:
            return next_start(self.every, starts[-1])
        return 2 * starts[-1] - starts[-2]


def read_panel(table: Table) -> Panel:
    """The table panel as one table of units by periods. FactsError where periods are written in two ways."""
    units, unit = table.codes("unit")
    texts, code = table.codes("period")
    written = read_periods(texts)
    _one_kind(table, code, written)
    starts = np.array([_start(one) for one in written], dtype=np.int64)
    order = np.argsort(starts, kind="stable")
    if len(units) * len(texts) > MOST_CELLS:
        raise FactsError(
            "facts.too_large",
            f"{table.file}: {len(units):,} units by {len(texts):,} periods are more than can be measured; use teams "
            "or regions as units.",
        )
    rank = np.empty(order.size, dtype=np.int64)
    rank[order] = np.arange(order.size)
    values = np.full((len(units), len(texts)), np.nan)
    values[unit, rank[code]] = table.numbers("value")
    return Panel(
        table.file, tuple(units), spacing(written[0].every, starts[order]),
        tuple(written[i].text for i in order), starts[order], values,
    )  # fmt: skip


def read_adoption(table: Table, panel: Panel) -> dict[str, int | None]:
    """When each unit of the table adopted, as a day's number or in the panel's numbers; None: never.

    FactsError where a date stands beside a panel of running numbers, or the other way round.
    """
    found: dict[str, int | None] = {}
    texts = table.texts("adopted_at") if table.has("adopted_at") else [None] * table.rows
    for row, (unit, text) in enumerate(zip(table.texts("unit"), texts, strict=True)):
        found[str(unit)] = None if text is None else _adopted(table, row, text, panel)
    return found


def _adopted(table: Table, row: int, text: str, panel: Panel) -> int:
    one = read_period(text)
    if panel.every == "number" and one.is_whole:
        if int(one.text) == 0 < panel.starts[0]:
            reason = (
                f"'0' may mean never, or before the panel, which begins at {panel.periods[0]}; leave the cell empty for "
                "never, and leave out a unit that had adopted before."
            )
            raise error_of([table.complaint(row, "adopted_at", reason, "facts.mixed_periods")])
        return int(one.text)
    if panel.every != "number" and one.start is not None:
        return day_number(one.start)
    reason = (
        f"'{text}' is a {one.every}, while the periods of the panel are running numbers; write one of those."
        if panel.every == "number"
        else f"'{text}' is a running number, while the periods of the panel are such as {panel.periods[0]}; write one "
        "of those, and nothing for a unit that never adopted."
    )
    raise error_of([table.complaint(row, "adopted_at", reason, "facts.mixed_periods")])


def _start(one: Written) -> int:
    return day_number(one.start) if one.start is not None else int(one.text)


def _one_kind(table: Table, code: Ints, written: list[Written]) -> None:
    for i, one in enumerate(written):
        if reason := unlike(one, written[int(code[0])]):
            row = int(np.flatnonzero(code == i)[0])
            raise error_of([table.complaint(row, "period", reason, "facts.mixed_periods")])

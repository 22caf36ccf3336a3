"""The sheets beneath the summary: lines, costs, months, cash, records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from accrue.roi.documents.cells import MUTED, Cells, widths
from accrue.roi.models import StatementRecord
from accrue.roi.pictures.rows import named
from accrue.roi.pictures.words import plain
from accrue.roi.selectors.statements import Opened, minor_of
from accrue_facts.values import Line, Records

MOST_RECORDS = 200_000
LINE_VALUE = "F"  # column of Lines


@dataclass(frozen=True, slots=True)
class Written:
    """What stands on the sheet of records: its last row, and the sum of each key, in minor units."""

    last_row: int
    sums: dict[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    name: str
    part: Records
    record_id: str
    minor: int


def records_sheet(cells: Cells, opened: Opened) -> Written:
    """Every record behind a figure, or one row for a part that is no sum of records."""
    widths(cells.sheet, 30, 34, 34, 12, 18, 16)
    cells.sheet.append(cells.head("Key", "Line", "Part", "Table", "Record", "Amount"))
    row, sums = 1, dict[str, int]()
    for one in _records(opened):
        row += 1
        sums[one.key] = sums.get(one.key, 0) + one.minor
        texts = (one.key, one.name, one.part.label, one.part.table or "", one.record_id)
        cells.sheet.append([*(cells.text(t) for t in texts), cells.money(one.minor)])
    return Written(row, sums)


def _records(opened: Opened) -> Iterator[Row]:
    parts = _parts(opened)
    kept = StatementRecord.objects.filter(statement=opened.kept)
    listed, budget = set[tuple[str, int]](), MOST_RECORDS
    for (key, i), (_, part) in parts.items():
        if part.table:
            budget -= part.count
            if budget >= 0:
                listed.add((key, i))
    seen = set[tuple[str, int]]()
    rows = kept.order_by("line", "part", "position").values_list("line", "part", "record_id", "minor")
    for key, i, record_id, minor in rows.iterator(chunk_size=5000):
        if (key, i) in listed:
            seen.add((key, i))
            yield Row(key, *parts[key, i], record_id, minor)
    for place, (name, part) in parts.items():
        if place not in seen:
            said = f"{part.count} records, listed in Accrue" if part.table and part.count else ""
            yield Row(place[0], name, part, said, minor_of(part.amount, opened.kept.currency))


def _parts(opened: Opened) -> dict[tuple[str, int], tuple[str, Records]]:
    found = {
        (line.key, i): (opened.name_of(line), part)
        for line in opened.drawn.lines
        for i, part in enumerate(line.records)
    }
    return found | {(f"cost:{c.category}", 0): (c.label, c.records) for c in opened.drawn.costs}


def lines_sheet(cells: Cells, opened: Opened, written: Written) -> None:
    """A benefit line a row; its amount is the sum of its records, where it is one."""
    widths(cells.sheet, 30, 34, 8, 22, 10, 16, 16, 16, 16, 16, 12, 80)
    cells.sheet.append(
        cells.head(
            "Key", "Line", "Grade", "Design", "Status", "Amount", "Low", "High", "Counts", "As drawn", "Difference",
            "Method and reason",
        )
    )  # fmt: skip
    for row, line in enumerate(opened.drawn.lines, 2):
        minor = None if line.value is None else minor_of(line.value, opened.kept.currency)
        said = " ".join(filter(None, (plain(line.method), named(opened, plain(line.reason or "")))))
        cells.sheet.append(
            [
                *(
                    cells.text(t)
                    for t in (line.key, opened.name_of(line), line.grade, line.design, line.status)
                ),
                _summed(cells, row, written, line.key, minor),
                *(cells.value(bound, cells.money_format) for bound in (line.low, line.high)),
                cells.formula(f'IF(E{row}="counted",F{row},0)'),
                cells.text("") if minor is None else cells.money(minor),
                cells.text("") if minor is None else cells.formula(_round(cells, f"F{row}-J{row}")),
                cells.text(said, font=MUTED),
            ]
        )


def costs_sheet(cells: Cells, opened: Opened, written: Written) -> None:
    """A category a row: what it cost inside the period."""
    widths(cells.sheet, 24, 30, 10, 16, 16, 12)
    cells.sheet.append(cells.head("Key", "Category", "Records", "Amount", "As drawn", "Difference"))
    for row, cost in enumerate(opened.drawn.costs, 2):
        minor, key = minor_of(cost.amount, opened.kept.currency), f"cost:{cost.category}"
        cells.sheet.append(
            [
                cells.text(key),
                cells.text(cost.label),
                cells.value(cost.records.count, "#,##0"),
                _summed(cells, row, written, key, minor),
                cells.money(minor),
                cells.formula(_round(cells, f"D{row}-E{row}")),
            ]
        )


def _summed(cells: Cells, row: int, written: Written, key: str, minor: int | None) -> object:
    """The sum of a row's records by a formula; the amount itself where it is no such sum; nothing when refused."""
    if minor is None:
        return cells.text("")
    if written.sums.get(key) != minor:
        return cells.money(minor)
    last = written.last_row
    return cells.formula(_round(cells, f"SUMIFS(Records!$F$2:$F${last},Records!$A$2:$A${last},$A{row})"))


def _round(cells: Cells, text: str) -> str:
    return f"ROUND({text},{cells.places})"


def earning(opened: Opened) -> list[Line]:
    """The counted lines that say when they were earned."""
    return [line for line in opened.drawn.lines if line.status == "counted" and line.by_month]


def months_sheet(cells: Cells, opened: Opened) -> None:
    """When each counted line was earned, a month a row and a line a column."""
    lines = earning(opened)
    widths(cells.sheet, 12, *([18] * min(len(lines), 25)))
    cells.sheet.append(cells.head("Month", *(opened.name_of(line) for line in lines)))
    currency = opened.kept.currency
    for i, month in enumerate(opened.drawn.period.months):
        amounts = [minor_of(line.by_month[i], currency) if i < len(line.by_month) else 0 for line in lines]
        cells.sheet.append([cells.text(month), *(cells.money(minor) for minor in amounts)])


def cash_sheet(cells: Cells, opened: Opened) -> None:
    """Earned, spent when it was spent, what is left, and the running total."""
    widths(cells.sheet, 12, 16, 16, 16, 16, 18)
    cells.sheet.append(cells.head("Month", "Earned", "Spent", "Left", "Running total", "Running, as drawn"))
    currency, lines = opened.kept.currency, earning(opened)
    rows = {month: row for row, month in enumerate(opened.drawn.period.months, 2)}
    for row, month in enumerate(opened.drawn.cash, 2):
        i = rows.get(month.month, 0)
        at = i - 2
        by_line = sum(minor_of(line.by_month[at], currency) for line in lines if 0 <= at < len(line.by_month))
        earned = minor_of(month.earned, currency)
        cells.sheet.append(
            [
                cells.text(month.month),
                cells.formula(
                    _round(cells, f"SUM('Earned by month'!B{i}:{get_column_letter(1 + len(lines))}{i})")
                )
                if lines and i and by_line == earned
                else cells.money(earned),
                cells.money(minor_of(month.spent, currency)),
                cells.formula(_round(cells, f"B{row}-C{row}")),
                cells.formula(_round(cells, f"SUM(D$2:D{row})")),
                cells.money(minor_of(month.running, currency)),
            ]
        )

"""The cost ledger as CSV: written so that a spreadsheet computes nothing of it, and read back as it was."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from accrue.errors import Invalid
from accrue.money import Money
from accrue.money.currencies import exponent, is_currency
from accrue.roi.models import Cost
from accrue.roi.models.costs import Category, Per, Recurs
from accrue.roi.selectors.costs import already_entered
from accrue.roi.services.costs import CostEntry, faults_of
from accrue.standards.cells import as_it_was, inert

COLUMNS = (
    "category",
    "amount",
    "currency",
    "incurred_on",
    "recurs",
    "until",
    "spread_months",
    "per",
    "note",
)
REQUIRED = ("category", "amount", "currency", "incurred_on")
STATE = ("cost", "state")
HIDDEN = {"currency": "amount"}
MOST_ROWS = 1000
LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of a file: its number there, the cost it asks for, and what is wrong with it (no cost then)."""

    number: int
    cells: dict[str, str]
    entry: CostEntry | None
    errors: list[str]


def written(costs: Iterable[Cost], hidden: set[str]) -> Iterator[str]:
    """Lines of the file. Fields that its reader may not see are empty."""
    yield _line([*STATE, *COLUMNS])
    for cost in costs:
        fields = _fields(cost)
        shown = ["" if HIDDEN.get(name, name) in hidden else fields[name] for name in COLUMNS]
        yield _line([str(cost.pk), _state(cost), *shown])


def _fields(cost: Cost) -> dict[str, str]:
    amount = Decimal(cost.amount_minor).scaleb(-exponent(cost.currency))
    return {
        "category": cost.category,
        "amount": f"{amount:f}",
        "currency": cost.currency,
        "incurred_on": cost.incurred_on.isoformat(),
        "recurs": cost.recurs,
        "until": cost.until.isoformat() if cost.until else "",
        "spread_months": str(cost.spread_months),
        "per": cost.per,
        "note": inert(cost.note),
    }


def _state(cost: Cost) -> str:
    if cost.withdrawn_at:
        return "withdrawn"
    if hasattr(cost, "replaced_by"):
        return "replaced"
    return "approved" if cost.is_approved else "waiting"


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def read(text: str) -> list[ReadRow]:
    """Every row with its cost or its errors. Invalid where the file as a whole cannot be read."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n")
    first = lines.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(lines, newline=""), delimiter=delimiter, restkey="more")
    try:
        names = [name.strip().lower() for name in reader.fieldnames or []]
        reader.fieldnames = names
        missing = [name for name in REQUIRED if name not in names]
        if missing:
            raise _unreadable(f"The first row has to name the columns; {', '.join(missing)} is missing.")
        rows = [(reader.line_num, row) for row in reader if any(row.values())]
    except csv.Error as error:
        raise _unreadable(f"This is no CSV file: {error}.") from None
    if len(rows) > MOST_ROWS:
        raise _unreadable(f"{len(rows)} rows; a file holds at most {MOST_ROWS}. Split it.")
    if not rows:
        raise _unreadable("There is no row beneath the first one.")
    return [_row(number, row) for number, row in rows]


def looked_at(text: str) -> list[ReadRow]:
    """`read`, with those as wrong that stand in the ledger already."""
    rows = read(text)
    good = [row for row in rows if row.entry]
    there = already_entered([row.entry for row in good if row.entry])
    for i, pk in there.items():
        good[i].errors.append(f"The same cost is in the ledger already, number {pk}.")
    return rows


def _unreadable(said: str) -> Invalid:
    return Invalid("roi.costs_unreadable", said, fields={"file": said})


def _row(number: int, row: dict[str, str | list[str] | None]) -> ReadRow:
    cells = {name: as_it_was(str(row.get(name) or "").strip()) for name in COLUMNS}
    errors: list[str] = []
    if row.get("more"):
        errors.append("There are more cells than columns; quote text that holds the separator.")
    if str(row.get("state") or "").strip() in ("withdrawn", "replaced"):
        errors.append("This cost does not count any more; take the row out.")
    amount = _amount(cells, errors)
    day, until = _day(cells, "incurred_on", errors), None
    if cells["until"]:
        until = _day(cells, "until", errors)
    if len(cells["note"]) > LONGEST_NOTE:
        errors.append(f"note: at most {LONGEST_NOTE} characters.")
    spread = cells["spread_months"] or "1"
    if not spread.isdecimal() or len(spread) > 3:
        errors.append("spread_months: write a number of months, 1 to 120.")
    if errors or amount is None or day is None:
        return ReadRow(number, cells, None, errors)
    entry = CostEntry(
        category=_code(cells["category"], Category),
        amount=amount,
        incurred_on=day,
        recurs=_code(cells["recurs"], Recurs) or Recurs.ONCE,
        until=until,
        spread_months=int(spread),
        per=_code(cells["per"], Per) or Per.WHOLE,
        note=cells["note"],
    )
    errors = [f"{name}: {said}" for name, said in faults_of(entry).items()]
    return ReadRow(number, cells, None if errors else entry, errors)


def _amount(cells: dict[str, str], errors: list[str]) -> Money | None:
    currency = cells["currency"].upper()
    if not is_currency(currency):
        errors.append("currency: use a three-letter code such as EUR.")
        return None
    try:
        minor = Decimal(cells["amount"]).scaleb(exponent(currency))
        whole = int(minor)
    except (InvalidOperation, ValueError, OverflowError):
        errors.append("amount: write it like 1234.50, without separators of thousands.")
        return None
    if minor != whole or abs(whole) > 10**15:
        errors.append(f"amount: {currency} has {exponent(currency)} decimal places, and a ledger an end.")
        return None
    return Money(whole, currency)


def _day(cells: dict[str, str], name: str, errors: list[str]) -> date | None:
    try:
        return date.fromisoformat(cells[name])
    except ValueError:
        errors.append(f"{name}: write the day like 2026-01-31.")
        return None


def _code(text: str, choices: type[Category | Recurs | Per]) -> str:
    """The code of a choice, by itself or by its label."""
    labels = {label.casefold(): value for value, label in choices.choices}
    return labels.get(text.casefold(), text.lower())

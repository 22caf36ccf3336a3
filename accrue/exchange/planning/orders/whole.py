"""Lines of one order, wherever they stand in the file, are one: planned, written and refused together."""

from __future__ import annotations

from collections.abc import Sequence

from accrue.exchange.planning.item import Item
from accrue.exchange.planning.orders.given_back import set_apart
from accrue.standards.cells import as_it_was

MOST_LINES = 2_000


def key_of(cells: Sequence[str], places: Sequence[int]) -> str:
    """The order that a row belongs to: the first filled of its columns; nothing where none is."""
    for place in places:
        if place < len(cells) and (text := as_it_was(cells[place].strip())):
            return text
    return ""


def whole_orders(items: Sequence[Item], key: str) -> list[Item]:
    """An item for each order, with its rows as `lines`. What several rows may say is the first one's that says it."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        text = item.given.get(key, "")
        groups.setdefault(text or f"\0{item.number}", []).append(item)
    return [_whole(lines) for lines in groups.values()]


def _whole(lines: list[Item]) -> Item:
    set_apart(lines)
    first = lines[0]
    given: dict[str, str] = {}
    for line in lines:
        for target, text in line.given.items():
            if text:
                given.setdefault(target, text)
    whole = Item(first.number, first.cells, given)
    whole.lines = lines
    for line in lines:
        if "row" in line.faults:
            whole.faults["row"] = line.faults["row"]
    return whole


def spread(wholes: Sequence[Item]) -> None:
    """Tell each line what became of its order; those at fault what is wrong with them, the others where it is."""
    for whole in (one for one in wholes if one.lines):
        _blame(whole)
        faulty = [line for line in whole.lines if line.faults]
        for place, line in enumerate(whole.lines):
            line.state, line.record_id, line.version = whole.state, whole.record_id, whole.version
            line.match, line.earlier, line.likely = whole.match, whole.earlier, whole.likely
            if place == 0:
                line.reason, line.before, line.made = whole.reason, whole.before, whole.made
                line.warnings |= whole.warnings
            else:
                line.reason = (
                    f"Together with row {whole.number}." if whole.state != "skipped" else whole.reason
                )
                line.before = {} if whole.state == "updated" else None
            if whole.state == "rejected":
                line.reason = _why(line, faulty, whole)


def _blame(whole: Item) -> None:
    """Faults that were found of the order as a whole stand at the first line that has such a cell."""
    for target, message in whole.faults.items():
        if target != "row" and not any(target in line.faults for line in whole.lines):
            at = next((line for line in whole.lines if line.given.get(target)), whole.lines[0])
            at.faults[target] = message


def _why(line: Item, faulty: Sequence[Item], whole: Item) -> str:
    if line.faults:
        return " ".join(dict.fromkeys(line.faults.values()))[:400]
    if not faulty:
        return whole.reason
    other = faulty[0]
    said = next(iter(other.faults.values()))
    return f"Row {other.number} of the same order is at fault: {said}"[:400]

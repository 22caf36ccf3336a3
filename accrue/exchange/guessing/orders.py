"""What the names of an order file's columns leave open: whether a customer is a company, and whose the amounts are."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from accrue.exchange.converting import amount_of
from accrue.standards.companies import is_legal_form

MANY, SOME = 0.8, 0.2
OF_LINE = {"total": "line_amount", "discount": "line_discount", "tax": "line_tax"}


def settled(columns: list[dict[str, Any]], found: list[str]) -> list[str]:
    """`found` with names of companies where a company goes, and amounts that are each line's own where those go."""
    out = list(found)
    if "person" in out and "company" not in out and _is_company(columns[out.index("person")]):
        out[out.index("person")] = "company"
    if "line_amount" not in out and _is_of_line(columns, out):
        out = [OF_LINE.get(target, target) for target in out]
    return out


def _is_company(column: dict[str, Any]) -> bool:
    names = [cell for cell in column["examples"] if cell.strip()]
    firms = sum(any(is_legal_form(word) for word in _words(name)[1:]) for name in names)
    return bool(names) and firms >= SOME * len(names)


def _words(name: str) -> list[str]:
    return ["".join(c for c in word if c.isalnum()) for word in name.casefold().split()]


def _is_of_line(columns: list[dict[str, Any]], found: list[str]) -> bool:
    """Whether price by quantity, less a discount or with a tax, is what the column of totals says, line by line."""
    if not {"total", "unit_price", "quantity"} <= set(found):
        return False
    if "number" not in found or columns[found.index("number")]["filled"] == _different(columns, found):
        return False  # one line an order: either is right
    cells = {
        target: [_number(cell) for cell in columns[place]["examples"]]
        for place, target in enumerate(found)
        if target in ("total", "unit_price", "quantity", "discount", "tax")
    }
    rows = list(zip(cells["unit_price"], cells["quantity"], cells["total"], strict=False))
    beside = [_beside(cells, name, len(rows)) for name in ("discount", "tax")]
    fits = 0
    for place, (price, quantity, total) in enumerate(rows):
        off, tax = beside[0](place), beside[1](place)
        base = price * quantity
        fits += any(_is_near(total, one) for one in (base, base - off, base + tax, base - off + tax))
    return bool(rows) and fits >= MANY * len(rows)


def _is_near(one: Decimal, other: Decimal) -> bool:
    return not (one.is_nan() or other.is_nan()) and abs(one - other) <= Decimal("0.01")


def _different(columns: list[dict[str, Any]], found: list[str]) -> int:
    column = columns[found.index("number")]
    return len(column["values"]) if column["values"] else len(set(column["examples"]))


def _beside(cells: dict[str, list[Decimal]], name: str, rows: int) -> Callable[[int], Decimal]:
    """The figures of another column, where as many stand in it as in the others."""
    known = cells.get(name, [])
    return lambda place: known[place] if len(known) == rows else Decimal(0)


def _number(text: str) -> Decimal:
    try:
        return amount_of(text)[0]
    except ValueError:
        return Decimal("NaN")

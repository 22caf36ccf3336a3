"""Computes the formulas of a workbook, as a spreadsheet would: enough of them for the statement's."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.formula import Tokenizer

from accrue_stats.cashflow import irr


class Workbook:
    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(BytesIO(content))
        self.known: dict[tuple[str, str], Any] = {}

    def at(self, sheet: str, cell: str) -> Any:
        """The value of a cell; what starts with = only counts as a formula where its type says so."""
        place = (sheet, cell)
        if place not in self.known:
            held = self.book[sheet][cell]
            self.known[place] = self.compute(sheet, held.value) if held.data_type == "f" else held.value
        return self.known[place]

    def compute(self, sheet: str, formula: str) -> Any:
        text = "".join(self._python(token) for token in Tokenizer(formula).items)
        functions = {
            name: getattr(self, f"_{name.lower()}") for name in ("ROUND", "SUM", "SUMIFS", "IF", "NPV", "IRR")
        }
        return eval(text, {"cell": lambda address: self._cell(sheet, address)} | functions)

    def _python(self, token: Any) -> str:
        if token.type == "OPERAND" and token.subtype == "RANGE":
            return f"cell({token.value!r})"
        if token.type == "OPERATOR-INFIX":
            return {"^": "**", "=": "=="}.get(token.value, token.value)
        return token.value

    def _cell(self, sheet: str, address: str) -> Any:
        where, _, cells = address.rpartition("!")
        sheet, cells = where.strip("'") or sheet, cells.replace("$", "")
        if ":" not in cells:
            found = self.at(sheet, cells)
            return 0 if found is None else found
        rows = self.book[sheet][cells]
        return [self.at(sheet, one.coordinate) for row in rows for one in row]

    def _round(self, value: float, places: int) -> float:
        return float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))

    def _sum(self, values: Any) -> float:
        return sum(
            v for v in (values if isinstance(values, list) else [values]) if isinstance(v, int | float)
        )

    def _sumifs(self, amounts: list[Any], where: list[Any], wanted: str) -> float:
        return self._sum([a for a, w in zip(amounts, where, strict=True) if w == wanted])

    def _if(self, condition: bool, then: Any, otherwise: Any) -> Any:
        return then if condition else otherwise

    def _npv(self, rate: float, flows: list[float]) -> float:
        return sum(flow / (1 + rate) ** n for n, flow in enumerate(flows, 1))

    def _irr(self, flows: list[float], guess: float) -> float | None:
        return irr(flows)

    def row(self, sheet: str, label: str, column: str, among: str = "A") -> Any:
        """The value in `column` of the row whose `among` is `label`."""
        found = next(
            i for i in range(1, self.book[sheet].max_row + 1) if self.at(sheet, f"{among}{i}") == label
        )
        return self.at(sheet, f"{column}{found}")

    @property
    def formulas(self) -> list[str]:
        return [
            c.value for sheet in self.book for row in sheet.iter_rows() for c in row if c.data_type == "f"
        ]


OURS = re.compile(r"^=[A-Za-z0-9$!:'(),.+\-*/^\" =&]+$")

"""Cells of a workbook: text that can never become a formula, money by its currency, formulas of our own."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from accrue.money.currencies import exponent

BOLD = Font(bold=True)
MUTED = Font(color="FF545B68")
LONGEST = 32_000  # a cell holds 32,767 characters


@dataclass(frozen=True, slots=True)
class Cells:
    """Makes the cells of one sheet; amounts are in major units of `currency`."""

    sheet: Worksheet
    currency: str

    @property
    def places(self) -> int:
        return exponent(self.currency)

    @property
    def money_format(self) -> str:
        return "#,##0" + ("." + "0" * self.places if self.places else "")

    def text(self, value: object, *, font: Font | None = None) -> Any:
        """Text whatever it starts with: typed as text and marked so that editing the cell keeps it one."""
        cell = WriteOnlyCell(self.sheet, value=None)
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST] or None
        if cell.value is not None:
            cell.data_type, cell.quotePrefix = "s", True
        if font:
            cell.font = font
        return cell

    def head(self, *labels: str) -> list[Any]:
        return [self.text(label, font=BOLD) for label in labels]

    def money(self, minor: int) -> Any:
        return self._number(Decimal(minor).scaleb(-self.places), self.money_format)

    def value(self, value: float | None, form: str) -> Any:
        return self._number(value, form)

    def formula(self, text: str, form: str | None = None, *, font: Font | None = None) -> Any:
        """`text` without its equals sign; only names and addresses that we made stand in it."""
        cell = self._number(f"={text}", form or self.money_format)
        if font:
            cell.font = font
        return cell

    def _number(self, value: object, form: str) -> Any:
        cell = WriteOnlyCell(self.sheet, value=value)
        cell.number_format = form
        return cell


def widths(sheet: Worksheet, *sizes: int) -> None:
    """Column widths in characters, from A on; the first row stays in sight."""
    for letter, size in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", sizes, strict=False):
        sheet.column_dimensions[letter].width = size
    sheet.freeze_panes = "A2"

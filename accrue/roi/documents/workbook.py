"""The statement as a workbook whose formulas recompute it, from single records up to the return."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook

from accrue.roi.documents.cells import Cells
from accrue.roi.documents.sheets import cash_sheet, costs_sheet, lines_sheet, months_sheet, records_sheet
from accrue.roi.documents.summary import summary_sheet
from accrue.roi.selectors.statements import Opened

SHEETS = ("Summary", "Lines", "Costs", "Earned by month", "Cash", "Records")


def workbook_of(opened: Opened) -> bytes:
    """The file. Every sheet counts on the one after it, so that a changed record changes the return."""
    book = Workbook(write_only=True)
    book.properties.title = f"Statement {opened.kept.number}"
    book.properties.creator = "Accrue"
    book.calculation.fullCalcOnLoad = True
    summary, lines, costs, months, cash, records = (
        Cells(book.create_sheet(name), opened.kept.currency) for name in SHEETS
    )
    written = records_sheet(records, opened)
    lines_sheet(lines, opened, written)
    costs_sheet(costs, opened, written)
    months_sheet(months, opened)
    cash_sheet(cash, opened)
    summary_sheet(summary, opened)
    file = BytesIO()
    book.save(file)
    return file.getvalue()

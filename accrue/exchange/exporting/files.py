"""Each kind of file an export can be. Nothing in one is computed by the program that opens it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from accrue.errors import Invalid
from accrue.exchange.exporting.table import Heading, Sheet
from accrue.standards.cells import inert

type Batches = Iterable[list[list[Any]]]
type Write = Callable[[Path, Sheet, Batches], None]

XLSX_ROWS = 1_048_575
"""A sheet holds one more, which is the headings'."""


def write_csv(path: Path, sheet: Sheet, batches: Batches) -> None:
    """UTF-8 with a mark for spreadsheets. Moments are in the reader's zone with its offset, so they say one thing everywhere."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([inert(heading.label) for heading in sheet.headings])
        for rows in batches:
            writer.writerows([_text(cell, sheet.zone) for cell in row] for row in rows)


def write_xlsx(path: Path, sheet: Sheet, batches: Batches) -> None:
    """One sheet, row by row in constant memory. Raises Invalid beyond what a sheet holds."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        page = book.add_worksheet("Export")
        bold = book.add_format({"bold": True})
        day, moment = (book.add_format({"num_format": form}) for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"))
        for column, heading in enumerate(sheet.headings):
            page.write_string(0, column, heading.label, bold)
        page.freeze_panes(1, 0)
        for number, row in enumerate((row for rows in batches for row in rows), 1):
            if number > XLSX_ROWS:
                message = (
                    f"An Excel sheet holds {XLSX_ROWS:,} rows. Choose CSV or Parquet, or narrow the list."
                )
                raise Invalid("exchange.too_many_rows", message)
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    page.write_datetime(
                        number, column, cell.astimezone(sheet.zone).replace(tzinfo=None), moment
                    )
                elif isinstance(cell, date):
                    page.write_datetime(number, column, cell, day)
                elif isinstance(cell, bool):
                    page.write_boolean(number, column, cell)
                elif isinstance(cell, int | Decimal):
                    page.write_number(number, column, cell)
                elif cell not in (None, ""):
                    page.write_string(number, column, str(cell)[:32_767])


def write_parquet(path: Path, sheet: Sheet, batches: Batches) -> None:
    """Typed columns; moments in UTC, money in major units as decimals."""
    import pyarrow as pa
    from pyarrow import parquet

    types = {
        "number": pa.decimal128(38, 12),
        "money": pa.decimal128(38, 4),
        "yesno": pa.bool_(),
        "text": pa.string(),
        "date": pa.timestamp("us", tz="UTC"),
    }
    names = _distinct([heading.label for heading in sheet.headings])
    schema = pa.schema(
        [
            (name, pa.int64() if not at else types[heading.type])
            for at, (name, heading) in enumerate(zip(names, sheet.headings, strict=True))
        ]
    )
    with parquet.ParquetWriter(path, schema) as writer:
        for rows in batches:
            columns = [
                [_typed(cell, heading) for cell in column]
                for column, heading in zip(zip(*rows, strict=True), sheet.headings, strict=True)
            ]
            arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def write_vcard(path: Path, sheet: Sheet, batches: Batches) -> None:
    """People as vCard 3.0, which every address book reads."""
    import vobject

    places = {field.key: at + 1 for at, field in enumerate(sheet.fields)}

    def said(row: list[Any], key: str) -> str:
        return str(row[places[key]] or "") if key in places else ""

    with path.open("w", encoding="utf-8", newline="") as file:
        for row in (row for rows in batches for row in rows):
            card = vobject.vCard()
            given, family = said(row, "given_name"), said(row, "family_name")
            card.add("n").value = vobject.vcard.Name(family=family, given=given)
            card.add("fn").value = f"{given} {family}".strip() or said(row, "email")
            for key, name in (("email", "email"), ("phone", "tel"), ("job_title", "title")):
                if text := said(row, key):
                    card.add(name).value = text
            if company := said(row, "company"):
                card.add("org").value = [company]
            file.write(card.serialize())


def _text(cell: Any, zone: ZoneInfo) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(cell, int | date):
        return str(cell)
    if isinstance(cell, Decimal):
        return _plain(cell)
    return inert(str(cell))


def _plain(number: Decimal) -> str:
    """Without the zeros that a database's scale brings, but with the two places of money."""
    places = -int(number.normalize().as_tuple().exponent)
    given = -int(number.as_tuple().exponent)
    return f"{number:.{max(places, min(given, 2), 0)}f}"


def _typed(cell: Any, heading: Heading) -> Any:
    if cell is None or cell == "":
        return "" if heading.type == "text" else None
    if heading.type == "date" and not isinstance(cell, datetime):
        return datetime(cell.year, cell.month, cell.day, tzinfo=UTC)
    if heading.type in ("number", "money"):
        return cell if isinstance(cell, int) and heading.label == "Accrue id" else Decimal(cell)
    return cell


def _distinct(labels: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        names.append(label if seen[label] == 1 else f"{label} {seen[label]}")
    return names


FORMS: dict[str, tuple[str, str, Write]] = {
    "csv": ("CSV", "text/csv; charset=utf-8", write_csv),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    "parquet": ("Parquet", "application/vnd.apache.parquet", write_parquet),
    "vcf": ("vCard", "text/vcard; charset=utf-8", write_vcard),
}
VCARD_KEYS = ("given_name", "family_name", "email", "phone", "job_title", "company")


def forms_for(kind: str) -> dict[str, str]:
    """The kinds of file a kind of record can be written as, with their names."""
    return {key: label for key, (label, _, _) in FORMS.items() if key != "vcf" or kind == "person"}

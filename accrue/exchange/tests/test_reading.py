"""Files of every kind as tables, and those that are none refused with what to do."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from accrue.errors import Invalid
from accrue.exchange.limits import MOST_COLUMNS
from accrue.exchange.reading import Wish, read_table


def table(tmp_path: Path, data: bytes, name: str = "file.csv", wish: Wish | None = None):
    path = tmp_path / name
    path.write_bytes(data)
    found = read_table(path, wish)
    return found.header, [cells for _, cells in found.rows], found


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        ("Name;Ort\nJörg Müller;Köln\n", "utf-8", "UTF-8, semicolons"),
        ("Name;Ort\nJörg Müller;Köln\n", "utf-8-sig", "UTF-8, semicolons"),
        ("Name;Ort\nJörg Müller;Köln\n", "cp1252", "Windows, Western, semicolons"),
        ("Name\tOrt\nJörg Müller\tKöln\n", "utf-16", "UTF-16, tabs"),
        ("Name\tOrt\nJörg Müller\tKöln\n", "utf-16-le", "UTF-16, little end first, tabs"),
        ("Имя,Город\nИван Петров,Москва\nМария Иванова,Казань\n", "cp1251", "Windows, Cyrillic, commas"),
        ("Nazwa|Miasto\nŁukasz Żółć|Łódź\nŚwięty Jan|Kraków\n", "cp1250", "Windows, Central European, bars"),
        (
            "名前,会社\n山田太郎,株式会社テスト\n鈴木花子,有限会社\n",
            "shift_jis",
            "Japanese (Shift JIS), commas",
        ),
    ],
)
def test_any_encoding_and_separator(tmp_path, text, encoding, said) -> None:
    header, rows, found = table(tmp_path, text.encode(encoding))
    lines = text.split("\n")
    mark = next(c for c in ";,\t|" if c in lines[0])
    assert header == lines[0].split(mark)
    assert rows[0] == lines[1].split(mark)
    assert found.note == said


def test_letters_after_a_long_plain_beginning_still_count(tmp_path) -> None:
    text = "Name,Mail\n" + "Ada,ada@x.example\n" * 30_000 + "Jörg,j@x.example\n"
    _, rows, found = table(tmp_path, text.encode("cp1252"))
    assert found.encoding == "cp1252"
    assert rows[-1][0] == "Jörg"


def test_quotes_line_ends_and_the_separator_excel_names(tmp_path) -> None:
    data = 'sep=;\nName;Note\n"Beck; Tom";"one\ntwo ""so"""\n\nAda;x\n'
    header, rows, _ = table(tmp_path, data.encode())
    assert header == ["Name", "Note"]
    assert rows[0] == ["Beck; Tom", 'one\ntwo "so"']
    assert rows[-1] == ["Ada", "x"]


def test_a_title_and_empty_rows_above_the_headings_are_passed_over(tmp_path) -> None:
    data = b"Customers of 3 Nov;;;;\n;;;;\nNo.;Name;Town;Mail;Note\n1;Ada;Bonn;a@x.example;\n2;Tom;Kiel;;\nSum;2;;;\n"
    header, rows, found = table(tmp_path, data)
    assert header == ["No.", "Name", "Town", "Mail", "Note"]
    assert [row[0] for row in rows] == ["1", "2", "Sum"]
    assert found.header_row == 3


def test_somebody_says_which_row_holds_the_headings(tmp_path) -> None:
    data = b"a;b\nName;Town\nAda;Bonn\n\nTom;Kiel\n"
    header, rows, _ = table(tmp_path, data, wish=Wish(header="2"))
    assert (header, rows) == (["Name", "Town"], [["Ada", "Bonn"], [], ["Tom", "Kiel"]])
    header, rows, _ = table(tmp_path, data, wish=Wish(header="0"))
    assert (header, rows[0]) == (["Column 1", "Column 2"], ["a", "b"])
    for row in ("4", "9"):
        with pytest.raises(Invalid, match=f"[Rr]ow {row}.*Say which row"):
            table(tmp_path, data, wish=Wish(header=row))


@pytest.mark.parametrize(("most", "few"), [("utf-8", "cp1252"), ("cp1252", "utf-8"), ("cp1251", "utf-8")])
def test_lines_of_several_encodings_are_each_read_by_their_own(tmp_path, most, few) -> None:
    name = "Имя Иванова Мария Лёша" if most == "cp1251" else "Jörg „MENÜ“ Müller"
    _, rows, _ = table(tmp_path, b"Name;Ort\n" + f"{name};X\n".encode(most) * 200 + f"{name};X\n".encode(few))
    assert {row[0] for row in rows} == {name}


def test_a_file_without_headings_keeps_its_first_row(tmp_path) -> None:
    header, rows, _ = table(tmp_path, b"Ada,ada@x.example\nTom,tom@x.example\n")
    assert header == ["Column 1", "Column 2"]
    assert rows == [["Ada", "ada@x.example"], ["Tom", "tom@x.example"]]


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    days = book.add_format({"num_format": "dd.mm.yyyy"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(r, c, cell, days)
                else:
                    sheet.write(r, c, cell)
    book.close()
    return out.getvalue()


def test_a_workbook_with_days_numbers_and_sheets(tmp_path) -> None:
    data = workbook(
        (
            "Leute",
            [
                ["Name", "Tag", "Betrag", "Telefon", "Aktiv"],
                ["Ä", datetime(2026, 1, 31), 12.5, 491701234567, True],
            ],
        ),
        ("Firmen", [["Firma"], ["Northwind"]]),
    )
    header, rows, found = table(tmp_path, data, "x.xlsx")
    assert header == ["Name", "Tag", "Betrag", "Telefon", "Aktiv"]
    assert rows == [["Ä", "2026-01-31", "12.5", "491701234567", "yes"]]
    assert found.sheets == ["Leute", "Firmen"]
    assert table(tmp_path, data, "x.xlsx", Wish(sheet="Firmen"))[1] == [["Northwind"]]


CONTENT = """<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body>
<office:spreadsheet><table:table table:name="Blatt"><table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell>
<table:table-cell><text:p>Tag</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>Jörg</text:p>
</table:table-cell><table:table-cell office:value-type="date" office:date-value="2026-01-31"><text:p>31.01.26</text:p></table:table-cell>
</table:table-row><table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/>
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""


def archive(**parts: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def test_an_opendocument_sheet_without_its_empty_million(tmp_path) -> None:
    data = archive(mimetype="application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": CONTENT})
    header, rows, _ = table(tmp_path, data, "x.ods")
    assert header == ["Name", "Tag"]
    assert rows == [["Jörg", "2026-01-31"]]


def test_cards_of_three_versions(tmp_path) -> None:
    cards = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Vögel;Hanna;;;\r\nORG:North\\, wind;Sales\r\nEMAIL;TYPE=work:h@x.example\r\n"
        "item1.TEL:+49 40\r\n  123\r\nEND:VCARD\r\nBEGIN:VCARD\nVERSION:2.1\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:"
        "J=C3=B6rg=20=\nBeck\nTEL;CELL:0171\nEND:VCARD\nbegin:vcard\nVERSION:4.0\nFN:Mia\nTEL;VALUE=uri:tel:+86-1\nend:vcard\n"
    )
    _, rows, _ = table(tmp_path, cards.encode(), "x.vcf")
    assert rows[0][:2] == ["Hanna", "Vögel"]
    assert rows[0][7] == "North, wind"
    assert rows[0][5] == "+49 40 123"
    assert rows[1][2] == "Jörg Beck"
    assert rows[2][5] == "+86-1"


def old_workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    """As Excel 97 writes it; the first sheet is hidden where there is another one."""
    book, out = xlwt.Workbook(), io.BytesIO()
    day, moment = (xlwt.easyxf(num_format_str=form) for form in ("DD.MM.YYYY", "YYYY-MM-DD HH:MM:SS"))
    for place, (name, rows) in enumerate(sheets):
        sheet = book.add_sheet(name)
        sheet.visibility = int(place == 0 and len(sheets) > 1)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write(r, c, cell, moment if cell.hour else day)
                elif cell is not None:
                    sheet.write(r, c, cell)
    book.active_sheet = len(sheets) - 1
    book.save(out)
    return out.getvalue()


OLD = old_workbook(
    ("Firmen", [["Firma"], ["Nord"]]),
    ("Leute", [["Name", "Seit", "Zahl", "Ja", "Um"], [], ["Zoë 木村", datetime(2025, 2, 3), 1250.5, True, datetime(2025, 2, 3, 14, 5)], ["Ada", None, 7]]),
)  # fmt: skip


def test_a_workbook_of_excel_before_2007(tmp_path) -> None:
    header, rows, found = table(tmp_path, OLD, "x.xls")
    assert (found.form, found.sheet, found.sheets) == ("xls", "Leute", ["Leute", "Firmen"])
    assert header == ["Name", "Seit", "Zahl", "Ja", "Um"]
    assert rows == [["Zoë 木村", "2025-02-03", "1250.5", "yes", "2025-02-03 14:05:00"], ["Ada", "", "7"]]
    assert table(tmp_path, OLD, "x.xls", Wish(sheet="Firmen"))[1] == [["Nord"]]


def wide(data: bytes) -> bytes:
    """Says that its last cell is in column 65,536: a whole sheet of that width would take 100 GB."""
    at = data.index(b"\xfd\x00\x0a\x00\xff\xff\xff\x00")
    return data[: at + 6] + b"\xff\xff" + data[at + 8 :]


def corner() -> bytes:
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("S")
    sheet.write(0, 0, "Name")
    sheet.write(65_535, 255, "far")
    book.save(out)
    return out.getvalue()


BOMB = b"0" * (60 * 1024 * 1024)
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
RELS = '<Relationships xmlns="r"><Relationship Id="rId1" Target="{target}"/></Relationships>'
BOOK = '<workbook xmlns:r="q"><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"a,b\n1,\"2\n3,4\n", "quote"),
        (b"%PDF-1.7 ...", "no_table"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x", "old_excel"),
        (OLD[:2_000], "old_excel"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (wide(corner()), "old_excel"),
        (b"PK\x03\x04 broken", "broken"),
        (b"a,b\n" + b"," * (MOST_COLUMNS + 5) + b"\n", "columns"),
        (archive(**{"readme.txt": "x"}), "archive"),
        (archive(**{"xl__workbook.xml": BOOK, "xl__x": BOMB}), "unpacked"),
        (archive(**{"xl__workbook.xml": LAUGHS, "xl___rels__workbook.xml.rels": RELS.format(target="a")}), "entities"),
        (
            archive(**{"xl__workbook.xml": BOOK, "xl___rels__workbook.xml.rels": RELS.format(target="s.xml"), "xl__s.xml": LAUGHS}),
            "entities",
        ),
        (
            archive(**{"xl__workbook.xml": BOOK, "xl___rels__workbook.xml.rels": RELS.format(target="../../../../etc/passwd")}),
            "broken",
        ),
        (bytes(range(256)) * 20, "binary"),
    ],
)  # fmt: skip
def test_a18_what_is_no_table_is_refused_in_little_memory_and_says_what_to_do(tmp_path, data, code) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(Invalid) as error:
            list(table(tmp_path, data)[1])
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert error.value.code == f"exchange.{code}"
    assert error.value.message.endswith(".")
    assert most < 20 * 1024 * 1024
    assert [path.name for path in tmp_path.iterdir()] == ["file.csv"]

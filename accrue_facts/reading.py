"""Read a facts folder: CSV or Parquet files (or folders of Parquet files) named for their tables, and programme.toml."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial, reduce
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from accrue_facts.complaint import BadFile, Complaint, bad_file, error_of, shown
from accrue_facts.errors import FactsError
from accrue_facts.files import check_size, first_line, parquet_batches
from accrue_facts.programme import FILE as PROGRAMME
from accrue_facts.programme import Settings, read_programme, settings_from
from accrue_facts.schema import TABLES, TableForm
from accrue_facts.tables import Facts, Table, typed
from accrue_facts.writings import Unclear, Writing, plain_text, writing_of

BLOCK = 8 << 20
HEADER = 1 << 20
SUFFIXES = (".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder's files: one for each table found, the programme, and files that are neither."""

    path: Path
    files: dict[str, Path]
    programme: Path | None
    others: tuple[str, ...]


def open_folder(path: Path) -> Folder:
    """What is in the folder `path`. FactsError when there is no such folder, or nothing to read in it."""
    if not path.is_dir():
        what = "is a file, not a folder" if path.exists() else "there is no such folder"
        raise FactsError("facts.no_folder", f"{path}: {what}; give the folder that holds the facts tables.")
    files: dict[str, Path] = {}
    others: list[str] = []
    for file in sorted(path.iterdir()):
        name = file.stem.lower()
        if file.suffix.lower() not in SUFFIXES or name not in TABLES:
            others += [file.name] if file.name != PROGRAMME else []
            continue
        if name in files:
            raise FactsError("facts.two_files", f"{file}: {files[name].name} is there too; keep one of them.")
        files[name] = file
    programme = path / PROGRAMME
    if not files and not programme.exists():
        names = ", ".join(list(TABLES)[:4])
        raise FactsError(
            "facts.nothing", f"{path}: no facts table here; they are named {names} … .csv or .parquet."
        )
    return Folder(path, files, programme if programme.exists() else None, tuple(others))


def read_facts(path: Path, tables: Iterable[str] = TABLES, *, needs: Iterable[str] = ()) -> Facts:
    """The tables named, of those in folder `path`, and the programme. FactsError at the first thing wrong."""
    facts = inspect_facts(path, tables)
    if facts.complaints:
        raise error_of(list(facts.complaints), f"; see them with: accrue facts check {path}")
    for name in needs:
        if name not in facts.tables:
            raise FactsError("facts.table_missing", f"{path / name}.csv: no such file, nor {name}.parquet.")
    return facts


def inspect_facts(path: Path, tables: Iterable[str] = TABLES) -> Facts:
    """As `read_facts`, but tables that cannot be read are left out and told in `complaints`."""
    folder = open_folder(path)
    settings = read_programme(folder.programme) if folder.programme else Settings()
    read: dict[str, Table] = {}
    complaints: list[Complaint] = []
    for name in tables:
        if name in folder.files:
            table, wrong = read_table(name, folder.files[name])
            complaints += wrong
            if table is not None:
                read[name] = table
    return Facts(str(path), read, settings, folder.programme is not None, tuple(complaints))


def facts_from(
    tables: Mapping[str, pa.Table], programme: Mapping[str, Any] | None = None, *, source: str = "facts"
) -> Facts:
    """Facts out of Arrow tables and the keys of programme.toml. FactsError at the first thing wrong."""
    read: dict[str, Table] = {}
    for name, raw in tables.items():
        if name not in TABLES:
            raise FactsError("facts.unknown_table", f"{source}: {name} is no facts table.")
        table, wrong = typed(TABLES[name], name, raw.column_names, raw.to_batches(), is_text=False)
        if table is None:
            raise error_of(wrong)
        read[name] = table
    return Facts(source, read, settings_from(programme or {}), programme is not None)


def read_table(name: str, file: Path) -> tuple[Table | None, list[Complaint]]:
    """Table `name` out of `file`; None when it cannot be read, with its complaints (the first hundreds)."""
    is_csv = file.suffix.lower() == ".csv"
    try:
        if is_csv:
            table, wrong = _from_csv(TABLES[name], file)
            return table, with_lines(file, wrong)
        columns, batches = _own_names(TABLES[name], *parquet_batches(file))
        return typed(TABLES[name], str(file), columns, batches, is_text=False)
    except BadFile as error:
        return None, with_lines(file, [error.complaint]) if is_csv else [error.complaint]
    except OSError as error:
        return None, [
            Complaint(str(file), None, None, f"{error.strerror or error}.", code="facts.unreadable")
        ]


def _from_csv(form: TableForm, file: Path) -> tuple[Table | None, list[Complaint]]:
    """Where cells cannot be read, their column may be written as people write at home: then once more."""
    rewrite: dict[str, Callable[[pa.Array], pa.Array]] = {}
    while True:
        columns, batches = _own_names(form, *csv_batches(file))
        table, wrong = typed(form, str(file), columns, batches, is_text=True, rewrite=rewrite)
        new = {c.column for c in wrong if c.column and c.code == "facts.wrong_value"} - set(rewrite)
        found = {name: _writing(form, file, name) for name in sorted(new)}
        clear = {name: one for name, one in found.items() if isinstance(one, str)}
        if not clear:
            return table, [_explained(one, found.get(one.column or "")) for one in wrong]
        rewrite |= {name: partial(plain_text, writing=one) for name, one in clear.items()}


def _writing(form: TableForm, file: Path, name: str) -> Writing | Unclear | None:
    column = form.column(name)
    if column is None or column.kind not in ("number", "count", "time", "period"):
        return None
    batches = _own_names(form, *csv_batches(file))[1]
    return writing_of(column.kind, (batch.column(name) for batch in batches))


def _own_names(
    form: TableForm, names: list[str], batches: Iterator[pa.RecordBatch]
) -> tuple[list[str], Iterator[pa.RecordBatch]]:
    """The columns by the names of `form`, however the file writes them (Person ID, GROUP), and its rows."""
    known = {column.name for column in form.columns}
    plain = [re.sub(r"[\s-]+", "_", name.strip().lower()) for name in names]
    own = [new if new in known and new not in names else name for name, new in zip(names, plain, strict=True)]
    return own, batches if own == names else (batch.rename_columns(own) for batch in batches)


def _explained(complaint: Complaint, found: Writing | Unclear | None) -> Complaint:
    """The complaint about a value that may mean two things says so."""
    if not isinstance(found, Unclear) or not complaint.reason.startswith(shown(found.value)):
        return complaint
    return replace(complaint, reason=f"{shown(found.value)} {found.reason}.")


def csv_batches(file: Path) -> tuple[list[str], Iterator[pa.RecordBatch]]:
    """The names of a CSV file's columns, and its rows with every cell as bytes, some megabytes at a time.

    UTF-8, one header line; comma, semicolon or tab between cells; quoted cells may hold line breaks. BadFile names
    the first row that does not fit the header.
    """
    check_size(file)
    names, delimiter = _header(file)
    read = pacsv.ReadOptions(use_threads=False, block_size=BLOCK, column_names=names, skip_rows=1)
    parse = pacsv.ParseOptions(delimiter=delimiter, newlines_in_values=True)
    convert = pacsv.ConvertOptions(
        column_types={name: pa.large_binary() for name in names},
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
        null_values=[""],
    )

    def batches() -> Iterator[pa.RecordBatch]:
        try:
            with pacsv.open_csv(file, read, parse, convert) as stream:
                yield from map(_with_something, stream)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            if "Empty CSV file" not in str(error):
                raise _not_csv(file, str(error)) from None

    return names, batches()


def _with_something(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Without the rows of empty cells only, which spreadsheets leave below a table."""
    if batch.num_columns < 2 or not all(column.null_count for column in batch.columns):
        return batch
    return batch.filter(reduce(pc.or_, (pc.is_valid(column) for column in batch.columns)))


def _not_csv(file: Path, error: str) -> BadFile:
    misfit = re.search(r"Row #(\d+): Expected (\d+) columns, got (\d+): ?(.*)", error, re.DOTALL)
    if misfit:
        line, want, got = (int(misfit[i]) for i in (1, 2, 3))
        reason = f"{got} cells where the header has {want}: {shown(misfit[4])}."
        return bad_file(file, reason, "facts.row_length", line=line)
    what = (
        "a row is longer than 8 MB, or a quote is never closed"
        if "straddling" in error
        else first_line(error)
    )
    return bad_file(file, f"cannot be read as CSV: {what}.", "facts.not_csv")


def with_lines(file: Path, complaints: list[Complaint]) -> list[Complaint]:
    """The complaints about a CSV file with the lines its rows begin at: empty lines and breaks in cells shift them."""
    wanted = sorted({c.row for c in complaints if c.row})
    if not wanted:
        return complaints
    lines: dict[int, int] = {}
    row, before = -1, 0
    with file.open(encoding="utf-8", errors="replace", newline="") as stream, suppress(csv.Error):
        reader = csv.reader(stream, delimiter=_delimiter(stream))
        for cells in reader:
            is_row = any(cells) or len(cells) == 1
            row += is_row
            if is_row and row in wanted:
                lines[row] = before + 1
            before = reader.line_num
            if row >= wanted[-1]:
                break
    return [replace(c, line=lines.get(c.row or 0, c.line)) for c in complaints]


def _delimiter(stream: TextIO) -> str:
    header = stream.readline(HEADER)
    stream.seek(0)
    return max(",;\t", key=header.count) if header.strip() else ","


def _header(file: Path) -> tuple[list[str], str]:
    with file.open("rb") as stream:
        line = stream.readline(HEADER)
    if b"\0" in line:
        raise bad_file(file, "this is no text; a CSV header was expected.", "facts.not_csv", line=1)
    if len(line) == HEADER:
        raise bad_file(
            file, f"no line break within {HEADER:,} bytes; this is no CSV.", "facts.not_csv", line=1
        )
    try:
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise bad_file(file, "the header is not UTF-8 text.", "facts.not_text", line=1) from None
    delimiter = max(",;\t", key=text.count) if text.strip() else ","
    names = [name.strip() for name in next(csv.reader([text], delimiter=delimiter), [])]
    if not any(names):
        raise bad_file(file, "the header is empty.", "facts.not_csv", line=1)
    names = [name or f"column {place}" for place, name in enumerate(names, 1)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise bad_file(file, "the header names it twice.", "facts.column_twice", line=1, column=twice[0][:40])
    return names, delimiter

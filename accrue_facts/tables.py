"""A facts table in memory: typed columns in one canonical order, and where each row stood in its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from accrue_facts.columns import MOST_ROWS, Bad, read_column
from accrue_facts.complaint import MOST, Complaint
from accrue_facts.programme import Settings
from accrue_facts.schema import TableForm

LARGEST_KEY = 1 << 62

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Days = NDArray[np.datetime64]
type Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one table, ordered by its key, so that equal contents are equal whatever file held them.

    `columns` holds the known columns that are there; `unknown` the others, in the order of the file.
    `file_rows[i]` is the row (from 1) of the file in which row i stood.
    """

    form: TableForm
    file: str
    is_text: bool
    columns: dict[str, pa.Array]
    file_rows: Ints
    unknown: pa.Table

    @property
    def rows(self) -> int:
        return int(self.file_rows.size)

    def has(self, column: str) -> bool:
        return column in self.columns

    def numbers(self, column: str) -> Floats:
        """Shape (rows,), nan where empty."""
        values = self.columns[column].cast(pa.float64()).fill_null(float("nan"))
        return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.float64)

    def times(self, column: str) -> Days:
        """Shape (rows,), datetime64[us] in UTC, NaT where empty."""
        return np.asarray(self.columns[column].to_numpy(zero_copy_only=False), dtype="datetime64[us]")

    def texts(self, column: str) -> list[str | None]:
        return list(self.columns[column].to_pylist())

    def codes(self, column: str) -> tuple[list[str], Ints]:
        """The distinct texts in order, and for each row which one it holds; −1 where empty."""
        distinct, ranks = ranked(self.columns[column])
        return distinct.to_pylist(), ranks

    def where(self, chosen: Flags) -> Table:
        """Only the rows chosen."""
        keep = pa.array(chosen)
        columns = {name: array.filter(keep) for name, array in self.columns.items()}
        return Table(
            self.form, self.file, self.is_text, columns, self.file_rows[chosen], self.unknown.slice(0, 0)
        )

    def complaint(self, row: int, column: str, reason: str, code: str) -> Complaint:
        """About row `row` of this table (from 0)."""
        at = int(self.file_rows[row])
        return Complaint(self.file, at, column, reason, at + 1 if self.is_text else None, code)


@dataclass(frozen=True, slots=True)
class Facts:
    """The tables of one folder that were read, and its programme (`settings`, empty when there is none)."""

    source: str
    tables: dict[str, Table]
    settings: Settings
    has_programme: bool
    complaints: tuple[Complaint, ...] = field(default=())

    def get(self, table: str) -> Table | None:
        return self.tables.get(table)

    def has(self, table: str, *columns: str) -> bool:
        found = self.tables.get(table)
        return found is not None and all(found.has(column) for column in columns)


def typed(
    form: TableForm,
    file: str,
    names: list[str],
    batches: Iterable[pa.RecordBatch],
    *,
    is_text: bool,
    rewrite: Mapping[str, Callable[[pa.Array], pa.Array]] | None = None,
) -> tuple[Table | None, list[Complaint]]:
    """Rows with columns `names` as a table of `form`; None when they cannot be one, with the complaints.

    Reading stops after the batch in which there is something to complain of. `rewrite` by column says what is done to its
    cells before they are read.
    """
    missing = _missing_columns(form, file, names)
    if missing:
        return None, missing
    known = [column for column in form.columns if column.name in names]
    parts: dict[str, list[pa.Array]] = {column.name: [] for column in known}
    unknown: list[pa.Table] = []
    row = 0
    for batch in batches:
        complaints: list[Complaint] = []
        for column in known:
            raw = batch.column(batch.schema.get_field_index(column.name))
            if rewrite and column.name in rewrite:
                raw = rewrite[column.name](raw)
            array, bad = _read(column, raw)
            parts[column.name].append(array)
            complaints += _told(file, column.name, [(row + at, why) for at, why in bad], is_text)
        if complaints:
            return None, sorted(complaints, key=lambda c: c.row or 0)
        unknown.append(pa.table(batch).drop_columns(list(parts)))
        row += batch.num_rows
    if not row:
        return None, [
            Complaint(file, None, None, "the table is empty; it has no rows of data.", code="facts.empty")
        ]
    return _keyed(
        form, file, {k: pa.concat_arrays(v) for k, v in parts.items()}, pa.concat_tables(unknown), is_text
    )


def _keyed(
    form: TableForm, file: str, columns: dict[str, pa.Array], unknown: pa.Table, is_text: bool
) -> tuple[Table | None, list[Complaint]]:
    key = _key_codes(form.key or tuple(columns), columns)
    order = np.argsort(key, kind="stable").astype(np.int64)
    if form.key:
        complaints = _told(file, form.key[-1], _repeated(form, columns, key, order), is_text)
        if complaints:
            return None, complaints
    at = pa.array(order)
    ordered = {name: array.take(at) for name, array in columns.items()}
    return Table(form, file, is_text, ordered, order + 1, unknown), []


def _read(column: Any, array: pa.Array) -> tuple[pa.Array, Bad]:
    try:
        return read_column(column, array)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return pa.nulls(len(array)), [(0, f"values of type {array.type} cannot be read as {column.kind}")]


def _missing_columns(form: TableForm, file: str, there: list[str]) -> list[Complaint]:
    twice = sorted({name for name in there if there.count(name) > 1})
    if twice:
        return [
            Complaint(file, None, name, "the column is there twice.", code="facts.column_twice")
            for name in twice
        ]
    lacking = [c.name for c in form.columns if c.required and c.name not in there]
    listed = ", ".join(str(name)[:30] for name in there[:12]) or "none"
    reason = f"the column is missing; the columns are: {listed}."
    return [Complaint(file, None, name, reason, code="facts.column_missing") for name in lacking]


def _told(file: str, column: str, bad: Bad, is_text: bool) -> list[Complaint]:
    told = [
        Complaint(file, row + 1, column, f"{reason}.", row + 2 if is_text else None)
        for row, reason in bad[:MOST]
    ]
    if len(bad) > MOST:
        last = told[-1]
        told[-1] = Complaint(last.file, last.row, column, last.reason, last.line, more=len(bad) - MOST)
    return told


def _repeated(form: TableForm, columns: dict[str, pa.Array], key: Ints, order: Ints) -> Bad:
    same = np.flatnonzero(key[order][1:] == key[order][:-1])
    bad: Bad = []
    for i in same[:MOST_ROWS]:
        first, again = int(order[i]), int(order[i + 1])
        values = ", ".join(str(_plain(columns[name][again])) for name in form.key)
        bad.append((again, f"{values[:80]} is already in row {first + 1}; each may be there once"))
    return sorted(bad)


def _plain(cell: Any) -> Any:
    return cell.as_py()


def _key_codes(names: tuple[str, ...], columns: dict[str, pa.Array]) -> Ints:
    """One number per row that orders like the columns `names`, equal exactly where they are equal."""
    rows = len(next(iter(columns.values())))
    key, most = np.zeros(rows, dtype=np.int64), 1
    for name in names:
        distinct, codes = ranked(columns[name])
        if most * (len(distinct) + 1) > LARGEST_KEY:
            values, key = np.unique(key, return_inverse=True)
            key, most = key.astype(np.int64), len(values)
            if most == rows:
                break
        key = key * (len(distinct) + 1) + codes + 1
        most *= len(distinct) + 1
    return key


def ranked(array: pa.Array) -> tuple[pa.Array, Ints]:
    """The distinct values in order, and for each row which one it holds; −1 where empty."""
    coded = array.dictionary_encode()
    order = pc.sort_indices(coded.dictionary)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order.to_numpy()] = np.arange(len(order))
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    ranked = np.where(codes >= 0, rank[codes] if len(rank) else -1, -1)
    return coded.dictionary.take(order), ranked

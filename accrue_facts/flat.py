"""One CSV file that is no facts table: its columns are read as they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from accrue_facts.columns import Bad
from accrue_facts.complaint import Complaint, error_of
from accrue_facts.errors import FactsError
from accrue_facts.reading import csv_batches, with_lines
from accrue_facts.schema import Column, Kind
from accrue_facts.tables import Days, Floats
from accrue_facts.writings import read_as_written


@dataclass(frozen=True, slots=True)
class Flat:
    """`names` as in the header; cells as bytes until read."""

    file: Path
    names: tuple[str, ...]
    cells: pa.Table

    @property
    def rows(self) -> int:
        return int(self.cells.num_rows)

    def find(self, *names: str) -> str | None:
        """The first of `names` that is a column, in the header's own writing; case does not matter."""
        own = {name.lower(): name for name in self.names}
        return next((own[name.lower()] for name in names if name.lower() in own), None)

    def need(self, *names: str) -> str:
        """As `find`. FactsError when none of them is there."""
        found = self.find(*names)
        if found is None:
            listed = ", ".join(name[:30] for name in self.names[:12])
            reason = f"the column is missing; the columns are: {listed}."
            raise error_of([Complaint(str(self.file), None, names[0], reason, code="facts.column_missing")])
        return found

    def read(self, name: str, kind: Kind, *, may_be_empty: bool = False) -> pa.Array:
        """Column `name` as `kind`, however numbers and days are written. FactsError names the first row that is not."""
        form = Column(name, kind, may_be_empty=may_be_empty)
        values, bad = read_as_written(form, self.cells.column(self.names.index(name)).combine_chunks())
        if bad:
            raise self.error(name, bad)
        return values

    def numbers(self, name: str, kind: Kind = "number") -> Floats:
        """Shape (rows,); no cell may be empty."""
        return np.asarray(self.read(name, kind).to_numpy(zero_copy_only=False), dtype=np.float64)

    def times(self, name: str) -> Days:
        """Shape (rows,), datetime64[us] in UTC; no cell may be empty."""
        return np.asarray(self.read(name, "time").to_numpy(zero_copy_only=False), dtype="datetime64[us]")

    def error(self, column: str, bad: Bad, code: str = "facts.wrong_value") -> FactsError:
        """About rows (from 0) of `column`, with the lines they stand in."""
        told = [Complaint(str(self.file), row + 1, column, f"{why}.", row + 2, code) for row, why in bad[:20]]
        return error_of(with_lines(self.file, told[:1]) + told[1:])


def read_flat(file: Path) -> Flat:
    """The CSV `file` (UTF-8, a header; comma, semicolon or tab). FactsError when it is none, or has no rows."""
    if not file.is_file():
        what = "is a folder, not a file" if file.exists() else "there is no such file"
        raise FactsError("facts.no_file", f"{file}: {what}.")
    names, batches = csv_batches(file)
    found = list(batches)
    if not sum(batch.num_rows for batch in found):
        raise FactsError("facts.empty", f"{file}: the file has a header and no rows of data.")
    return Flat(file, tuple(names), pa.Table.from_batches(found))

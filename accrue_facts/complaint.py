"""What is wrong with a table, by row and column."""

from __future__ import annotations

from dataclasses import dataclass

from accrue_facts.errors import FactsError

MOST = 20
"""Complaints told for one column; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """`row` counts the rows of data from 1, `line` the lines of a CSV file; `more` such rows follow it."""

    file: str
    row: int | None
    column: str | None
    reason: str
    line: int | None = None
    code: str = "facts.wrong_value"
    more: int = 0

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            named = f", row {self.row}" if self.row else ", header"
            where += named + (f" (line {self.line})" if self.line else "")
        if self.column is not None:
            where += f", column {self.column}"
        return f"{where}: {self.reason}"


class BadFile(FactsError):
    """A file that is no table; the message is its complaint."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.code, str(complaint))
        self.complaint = complaint


def bad_file(
    file: object, reason: str, code: str, *, line: int | None = None, column: str | None = None
) -> BadFile:
    """The error for `file`, or for one line of it (1 is the header)."""
    return BadFile(Complaint(str(file), None if line is None else line - 1, column, reason, line, code))


def error_of(complaints: list[Complaint], hint: str = "") -> FactsError:
    """The error that tells the first complaint, how many follow, and what to do."""
    rest = sum(1 + c.more for c in complaints) - 1
    more = f" ({rest:,} more{hint})" if rest else ""
    return FactsError(complaints[0].code, f"{complaints[0]}{more}")


def shown(value: object) -> str:
    """A value as it may stand in a message: short, one line, no control characters."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    text = "".join(ch if ch.isprintable() else "�" for ch in text)
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"

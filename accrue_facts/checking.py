"""What is in a facts folder, what is missing, what is wrong, and which lines can be drawn from it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from accrue_facts.complaint import Complaint
from accrue_facts.errors import FactsError
from accrue_facts.reading import inspect_facts, open_folder
from accrue_facts.schema import TABLES
from accrue_facts.statement import draw, tables_of
from accrue_facts.tables import Facts
from accrue_facts.values import Line, Missing

STAGGERED = (
    "panel and adoption are there: `accrue measure rollout` says what the roll-out changed (grade B); they make a line of "
    "the statement where programme.toml says by panel_measure that the panel is margin or revenue."
)


@dataclass(frozen=True, slots=True)
class TableReport:
    """One table: `read`, `missing` or `wrong`; `rows` is None unless it was read."""

    name: str
    status: Literal["read", "missing", "wrong"]
    file: str | None
    rows: int | None
    missing_columns: tuple[str, ...]
    unknown_columns: tuple[str, ...]
    complaints: tuple[Complaint, ...]


@dataclass(frozen=True, slots=True)
class FolderReport:
    """`lines` is None where the tables of the statement cannot be used; `why` then says why."""

    folder: str
    tables: tuple[TableReport, ...]
    has_programme: bool
    other_files: tuple[str, ...]
    lines: tuple[Line, ...] | None
    why: str | None
    missing: tuple[Missing, ...]
    notes: tuple[str, ...]

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        return tuple(complaint for table in self.tables for complaint in table.complaints)

    @property
    def is_sound(self) -> bool:
        return not self.complaints and self.why is None

    def as_json(self) -> dict[str, Any]:
        """`accrue facts check --json`."""
        return {
            "folder": self.folder,
            "sound": self.is_sound,
            "tables": [_table_json(table) for table in self.tables],
            "programme": self.has_programme,
            "other_files": list(self.other_files),
            "lines": None
            if self.lines is None
            else [
                {"name": x.name, "grade": x.grade, "status": x.status, "reason": x.reason} for x in self.lines
            ],
            "why_no_lines": self.why,
            "missing": [asdict(one) for one in self.missing],
            "notes": list(self.notes),
        }


def check_folder(path: Path) -> FolderReport:
    """Everything about the facts in `path`. FactsError when there is no such folder or its programme is wrong."""
    folder = open_folder(path)
    facts = inspect_facts(path)
    tables = tuple(_table(name, folder.files.get(name), facts) for name in TABLES)
    lines, why, missing, notes = _lines(facts)
    extra = (STAGGERED,) if facts.has("panel") and facts.has("adoption") else ()
    return FolderReport(
        str(path), tables, facts.has_programme, folder.others, lines, why, missing, (*notes, *extra)
    )


def _table(name: str, file: Path | None, facts: Facts) -> TableReport:
    if file is None:
        return TableReport(name, "missing", None, None, (), (), ())
    table = facts.get(name)
    if table is None:
        told = tuple(c for c in facts.complaints if c.file == str(file))
        return TableReport(name, "wrong", str(file), None, (), (), told)
    absent = tuple(c.name for c in table.form.columns if not table.has(c.name))
    return TableReport(name, "read", str(file), table.rows, absent, tuple(table.unknown.column_names), ())


def _lines(facts: Facts) -> tuple[tuple[Line, ...] | None, str | None, tuple[Missing, ...], tuple[str, ...]]:
    used = tables_of(facts.settings)
    broken = [name for name in used if any(Path(c.file).stem == name for c in facts.complaints)]
    if broken:
        return None, f"Mend {', '.join(broken)} first.", (), ()
    there = {name: table for name, table in facts.tables.items() if name in (*used, "cases")}
    try:
        drawn = draw(Facts(facts.source, there, facts.settings, facts.has_programme))
    except FactsError as error:
        return None, str(error), (), ()
    return drawn.lines, None, drawn.missing, drawn.notes


def _table_json(table: TableReport) -> dict[str, Any]:
    complaints = [
        {"row": c.row, "line": c.line, "column": c.column, "reason": c.reason, "more": c.more}
        for c in table.complaints
    ]
    return asdict(table) | {"complaints": complaints}

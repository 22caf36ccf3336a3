"""Run by `old_workbook` as a program of its own: the cells of an XLS workbook, a JSON line a row, after one that names its sheets.

Its reader takes in a whole sheet at once, however large a few bytes of the file say it is. So that happens here, where the
process may have only so much memory and time, has no secrets, and may die without harm. It imports nothing of Accrue.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY, SECONDS = 1024**3, 120


def main(path: str, wanted: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError:
        return _say({"error": "locked"})
    except calamine.CalamineError:
        return _say({"error": "broken"})
    sheets = [one for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
    names = [
        one.name for one in sorted(sheets, key=lambda one: one.visible != calamine.SheetVisibleEnum.Visible)
    ]
    if not names:
        return _say({"error": "broken"})
    name = wanted if wanted in names else names[0]
    _say({"sheets": names, "sheet": name})
    for row in book.get_sheet_by_name(name).iter_rows():
        cells = [shown(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        _say(cells)
    return None


def shown(value: Any) -> str:
    """A cell as people write it: 12345 and not 12345.0, yes and no, days as 2026-11-22."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() != time(0):
            return value.strftime("%Y-%m-%d %H:%M:%S")
        case datetime() | date():
            return value.strftime("%Y-%m-%d")
        case time() | timedelta():
            return str(value)
        case float():
            return repr(value)
    return "" if value is None else str(value)


def _say(what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

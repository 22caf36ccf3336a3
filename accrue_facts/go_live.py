"""When it went live: as asked on the command line, otherwise as programme.toml says."""

from __future__ import annotations

from accrue_facts.errors import FactsError
from accrue_facts.periods import read_period
from accrue_facts.series import day_number, day_of
from accrue_facts.tables import Facts


def go_live_number(facts: Facts, text: str | None, *, is_number: bool) -> int:
    """The day's number since 1970, or the running number where the periods are such. FactsError where there is none."""
    if text is None:
        if facts.settings.go_live is None or is_number:
            raise FactsError("facts.no_go_live", "--go-live: say when it went live; programme.toml does not.")
        return day_number(facts.settings.go_live)
    try:
        found = read_period(text.strip())
    except ValueError:
        raise FactsError(
            "facts.no_day", f"--go-live: {text[:40]!r} is not a day such as 2026-04-30."
        ) from None
    if is_number:
        if not found.is_whole:
            raise FactsError(
                "facts.no_day", f"--go-live: {text!r} is a day, while the periods are running numbers."
            )
        return int(found.text)
    if found.start is None or not 1900 <= found.start.year <= 2200:
        raise FactsError("facts.no_day", f"--go-live: {text[:40]!r} is not a day between 1900 and 2200.")
    return day_number(found.start)


def go_live_text(number: int, *, is_number: bool) -> str:
    """The same written out."""
    return str(number) if is_number else day_of(number).isoformat()

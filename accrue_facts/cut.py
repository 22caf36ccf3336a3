"""Before and after: the day at which a comparison of two periods is cut, and the days on either side that count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from accrue_facts.errors import FactsError
from accrue_facts.span import as_day
from accrue_facts.tables import Days, Facts, Flags, Floats

DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Cut:
    """`go_live` is the first day after; only days from `start` to `end`, both inside, count (None: all)."""

    go_live: date
    start: date | None = None
    end: date | None = None

    def before(self, moments: Days) -> Flags:
        days = moments.astype("datetime64[D]")
        early = days < np.datetime64(self.go_live)
        return np.asarray(early if self.start is None else early & (days >= np.datetime64(self.start)))

    def after(self, moments: Days) -> Flags:
        days = moments.astype("datetime64[D]")
        late = days >= np.datetime64(self.go_live)
        return np.asarray(late if self.end is None else late & (days <= np.datetime64(self.end)))

    def months_before(self, since: Days) -> Floats:
        """Months from each day (or `start`, if later) to the go-live; 0 for what is not before it."""
        first = since.astype("datetime64[D]")
        if self.start is not None:
            first = np.maximum(first, np.datetime64(self.start))
        return np.maximum((np.datetime64(self.go_live) - first).astype(np.int64), 0) / DAYS_A_MONTH

    def months_after(self, until: Days) -> Floats:
        """Months from the go-live to each day (or `end`, if earlier), that day inside."""
        last = until.astype("datetime64[D]")
        if self.end is not None:
            last = np.minimum(last, np.datetime64(self.end))
        return np.maximum((last - np.datetime64(self.go_live)).astype(np.int64) + 1, 0) / DAYS_A_MONTH


def cut_of(facts: Facts, go_live: str | None, start: str | None, end: str | None) -> Cut | None:
    """From --go-live, else programme.toml's; None where neither says. FactsError for days that are out of order."""
    day = as_day(go_live, "--go-live") or facts.settings.go_live
    first, last = as_day(start, "--from"), as_day(end, "--to")
    if day is None:
        if first or last:
            raise FactsError(
                "facts.no_go_live", "--from and --to need a --go-live, or one in programme.toml."
            )
        return None
    if (first and first >= day) or (last and last < day):
        raise FactsError(
            "facts.period", f"--from {first}, go-live {day} and --to {last} must be in this order."
        )
    return Cut(day, first, last)

"""programme.toml: the settings of the programme that is measured, and what is declared."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from accrue_facts.errors import FactsError

MAX_BYTES = 1_000_000
FILE = "programme.toml"
PANEL_MEASURES = ("margin", "revenue")
PINNABLE = {"margin": ("rollout", "donors", "timeline"), "series": ("control", "timeline")}
"""The lines whose design can be pinned, and the designs each can have."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A benefit somebody declares: `amount` in the base currency for the whole period, less its `haircut`.

    Of a `group` only the largest counts; one of the group "margin", "hours" or "service" counts only where
    no line of that money is measured.
    """

    name: str
    amount: float
    haircut: float
    group: str = ""


@dataclass(frozen=True, slots=True)
class Pin:
    """The design a line must be measured by, were a better one possible; `reason` as somebody wrote it."""

    line: str
    design: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """What is declared of time saved: the fractions that become money (`realisation`) and of users who work so
    (`adoption`), and the kind of task that nothing was done about."""

    realisation: float
    adoption: float = 1.0
    untouched: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What programme.toml says; None where it says nothing. Rates and the haircut are fractions."""

    base_currency: str | None = None
    go_live: date | None = None
    baseline: tuple[date, date] | None = None
    horizon_months: int | None = None
    discount_rate: float | None = None
    margin_rate: float | None = None
    loaded_hourly_rate: float | None = None
    cost_per_case: float | None = None
    hours: Hours | None = None
    declared: tuple[Declared, ...] = ()
    panel_measure: str | None = None
    pins: tuple[Pin, ...] = ()
    unknown: Mapping[str, Any] = field(default_factory=dict)


def read_programme(path: Path) -> Settings:
    """The settings in `path`. FactsError naming the file and the key."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FactsError("facts.unreadable", f"{path}: {error.strerror or error}.") from None
    if len(raw) > MAX_BYTES:
        raise FactsError(
            "facts.too_large", f"{path}: larger than {MAX_BYTES:,} bytes; this is no programme.toml."
        )
    try:
        content = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise FactsError("facts.not_text", f"{path}, row {row}: not UTF-8 text.") from None
    except tomllib.TOMLDecodeError as error:
        raise FactsError("facts.toml", f"{path}: not valid TOML: {error}.") from None
    return settings_from(content, str(path))


def settings_from(content: Mapping[str, Any], file: str = FILE) -> Settings:
    """The settings in parsed TOML or any mapping of the same keys."""
    read = _Reader(content, file)
    names = {f.name for f in fields(Settings)} - {"pins"} | {"pin"}
    return Settings(
        base_currency=read.currency(),
        go_live=read.day("go_live", content.get("go_live")),
        baseline=read.baseline(),
        horizon_months=read.months(),
        discount_rate=read.number("discount_rate", -0.99, 1.0, "a fraction such as 0.08 for 8 %"),
        margin_rate=read.number("margin_rate", 0.0, 1.0, "a fraction such as 0.30 for 30 %"),
        loaded_hourly_rate=read.number("loaded_hourly_rate", 0.0, 1e9, "money for one hour, 0 or more"),
        cost_per_case=read.number("cost_per_case", 0.0, 1e9, "money for one case, 0 or more"),
        hours=read.hours(),
        declared=read.declared(),
        panel_measure=read.one_of("panel_measure", content.get("panel_measure"), PANEL_MEASURES),
        pins=read.pins(),
        unknown={k: v for k, v in content.items() if k not in names},
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    content: Mapping[str, Any]
    file: str

    def wrong(self, key: str, want: str, got: Any) -> FactsError:
        return FactsError("facts.programme", f"{self.file}: {key} must be {want}, not {str(got)[:60]!r}.")

    def currency(self) -> str | None:
        got = self.content.get("base_currency")
        if got is None:
            return None
        if not (isinstance(got, str) and re.fullmatch(r"[A-Za-z]{3}", got.strip())):
            raise self.wrong("base_currency", "three letters such as EUR", got)
        return got.strip().upper()

    def day(self, key: str, got: Any) -> date | None:
        if got is None:
            return None
        if isinstance(got, str):
            try:
                got = datetime.fromisoformat(got)
            except ValueError:
                raise self.wrong(key, "a day such as 2026-04-30", got) from None
        if isinstance(got, datetime):
            got = got.date()
        if not isinstance(got, date):
            raise self.wrong(key, "a day such as 2026-04-30", got)
        if not 1900 <= got.year <= 2200:
            raise self.wrong(key, "a day between 1900 and 2200", got)
        return got

    def baseline(self) -> tuple[date, date] | None:
        got = self.content.get("baseline")
        if got is None:
            return None
        if not (isinstance(got, list) and len(got) == 2):
            raise self.wrong("baseline", "two days [from, to]", got)
        first, last = (self.day("baseline", one) for one in got)
        if first is None or last is None or first > last:
            raise self.wrong("baseline", "two days [from, to], the earlier first", got)
        return first, last

    def months(self) -> int | None:
        got = self.content.get("horizon_months")
        if got is None:
            return None
        if isinstance(got, bool) or not isinstance(got, int) or not 1 <= got <= 1200:
            raise self.wrong("horizon_months", "a whole number of months, 1 to 1200", got)
        return got

    def number(self, key: str, low: float, high: float, want: str) -> float | None:
        got = self.content.get(key)
        return None if got is None else self.fraction(key, got, low, high, want)

    def fraction(self, key: str, got: Any, low: float, high: float, want: str) -> float:
        if isinstance(got, bool) or not isinstance(got, int | float) or not low <= got <= high:
            raise self.wrong(key, want, got)
        return float(got)

    def hours(self) -> Hours | None:
        got = self.content.get("hours")
        if got is None:
            return None
        if not isinstance(got, dict):
            raise self.wrong("hours", "a table [hours]", got)
        if "realisation" not in got:
            raise FactsError(
                "facts.programme",
                f"{self.file}: [hours] has no realisation; say what fraction of the time saved becomes money.",
            )
        want = "a fraction between 0 and 1"
        realisation = self.fraction("hours realisation", got["realisation"], 0.0, 1.0, want)
        adoption = self.fraction("hours adoption", got.get("adoption", 1.0), 0.0, 1.0, want)
        untouched = got.get("untouched")
        if untouched is not None and not (isinstance(untouched, str) and untouched.strip()):
            raise self.wrong("hours untouched", "the name of a kind of task", untouched)
        return Hours(realisation, adoption, untouched.strip() if untouched else None)

    def declared(self) -> tuple[Declared, ...]:
        got = self.content.get("declared", [])
        if not isinstance(got, list) or not all(isinstance(one, dict) for one in got):
            raise self.wrong("declared", "a list of [[declared]] lines", got)
        return tuple(self.one_declared(i, one) for i, one in enumerate(got, 1))

    def one_declared(self, i: int, one: dict[str, Any]) -> Declared:
        key = f"[[declared]] {i}"
        name = one.get("name")
        if not (isinstance(name, str) and name.strip()):
            raise self.wrong(f"{key} name", "a name", name)
        amount = one.get("amount")
        if isinstance(amount, bool) or not isinstance(amount, int | float) or not math.isfinite(amount):
            raise self.wrong(f"{key} amount", "a number", amount)
        if "haircut" not in one:
            raise FactsError(
                "facts.programme",
                f"{self.file}: {key} ({name}) has no haircut; say what fraction to take off, 0 for none.",
            )
        haircut = self.fraction(f"{key} haircut", one["haircut"], 0.0, 1.0, "a fraction between 0 and 1")
        group = one.get("group", "")
        if not isinstance(group, str):
            raise self.wrong(f"{key} group", "a name", group)
        return Declared(name.strip(), float(amount), haircut, group.strip())

    def one_of(self, key: str, got: Any, known: tuple[str, ...]) -> str | None:
        if got is None:
            return None
        if not isinstance(got, str) or got not in known:
            raise self.wrong(key, " or ".join(f'"{one}"' for one in known), got)
        return got

    def pins(self) -> tuple[Pin, ...]:
        got = self.content.get("pin", [])
        if not isinstance(got, list) or not all(isinstance(one, dict) for one in got):
            raise self.wrong("pin", "a list of [[pin]] lines", got)
        found = tuple(self.one_pin(i, one) for i, one in enumerate(got, 1))
        for i, pin in enumerate(found, 1):
            if pin.line in [before.line for before in found[: i - 1]]:
                raise self.wrong(f"[[pin]] {i} line", "another line than those pinned before", pin.line)
        return found

    def one_pin(self, i: int, one: dict[str, Any]) -> Pin:
        key = f"[[pin]] {i}"
        line = self.one_of(f"{key} line", one.get("line", ""), tuple(PINNABLE)) or ""
        design = self.one_of(f"{key} design", one.get("design", ""), PINNABLE[line]) or ""
        reason = one.get("reason", "")
        if not isinstance(reason, str):
            raise self.wrong(f"{key} reason", "text", reason)
        return Pin(line, design, reason.strip())

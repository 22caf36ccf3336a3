"""Where columns go, guessed by their names and by what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accrue.exchange.guessing import orders
from accrue.exchange.guessing.content import kind_of_content, order_of_days
from accrue.exchange.guessing.own import placed_in_own
from accrue.exchange.guessing.presets import PRESETS, Preset, placed, preset_called, preset_for
from accrue.exchange.guessing.words import plain, targets_by_word
from accrue.exchange.targets import KEYS, KINDS
from accrue.filters.custom.importing import Writable

__all__ = [
    "PRESETS",
    "Preset",
    "guess",
    "guess_key",
    "guess_kind",
    "order_of_days",
    "placed",
    "preset_called",
    "preset_for",
]

BY_CONTENT = {
    "person": {
        "email": "email",
        "phone": "phone",
        "country": "country",
        "name": "full_name",
        "domain": "company_domain",
    },
    "company": {"email": "email", "phone": "phone", "country": "country", "domain": "domain"},
    "deal": {"email": "person_email", "money": "amount"},
    "order": {"email": "person_email", "day": "ordered_at"},
    "product": {"money": "price"},
}
REFUSED = {
    "email": {"name", "phone", "day", "money", "country"},
    "phone": {"email", "name", "country"},
    "amount": {"email", "name"},
    "price": {"email", "name"},
    "cost": {"email", "name"},
}
TELLING = {"order": {"number", "ordered_at", "quantity", "unit_price", "total", "total_net"}, "deal": {"stage", "amount", "closed_on", "opened_on", "expected_close"}, "product": {"price", "code", "cost"}, "person": {"given_name", "family_name", "full_name", "email", "job_title"}, "company": {"name", "domain", "industry", "employees", "city"}}  # fmt: skip
REASON = "what to put right"
"""The column that an error file adds; it goes nowhere when the file comes back."""


def guess(kind: str, columns: list[dict[str, Any]], own: Sequence[Writable] = ()) -> list[str]:
    """A target for each column, or "". An export of a known system is placed as that system documents it; else a
    column's name decides where its content does not speak against it, and its content where its name says nothing.
    `own` are the fields that the company made: a column called as one of them goes there before anything else."""
    headings = [column["name"] for column in columns]
    preset = preset_for(headings, kind)
    if preset:
        found = _with_full_name(columns, placed(preset, headings))
        return placed_in_own(own, columns, found)
    called_so = placed_in_own(own, columns, [""] * len(columns), by_content=False)
    found = _guessed(kind, columns, called_so)
    if kind == "order":
        found = orders.settled(columns, found)
    return placed_in_own(own, columns, _with_full_name(columns, found))


def _guessed(kind: str, columns: list[dict[str, Any]], called_so: list[str]) -> list[str]:
    headings = [column["name"] for column in columns]
    contents = [kind_of_content(column["examples"]) for column in columns]
    words, taken = targets_by_word(kind), set[str]()
    found = list(called_so)
    for place, heading in enumerate(headings):
        if found[place]:
            continue
        target = words.get(plain(heading), "") or _within(kind, heading)
        if (
            target
            and contents[place] not in REFUSED.get(target, set())
            and target not in taken - {"phone", "email"}
        ):
            found[place] = target
            taken.add(target)
    for place, content in enumerate(contents):
        target = BY_CONTENT[kind].get(content, "")
        if not found[place] and target and target not in taken and not _is_reason(headings[place]):
            found[place] = target
            taken.add(target)
    return found


def _within(kind: str, heading: str) -> str:
    """“E-Mail (geschäftlich)”, “contact_phone”: a word of ours with something around it."""
    name = plain(heading)
    for word, target in sorted(targets_by_word(kind).items(), key=lambda item: -len(item[0])):
        if (
            len(word) >= 5
            and target not in ("full_name", "name")
            and (name.startswith(word) or name.endswith(word))
        ):
            return target
    return ""


def _is_reason(heading: str) -> bool:
    return plain(heading) == plain(REASON)


def _with_full_name(columns: list[dict[str, Any]], found: list[str]) -> list[str]:
    """A full name beside its parts says nothing new; single words beside given names are the family names."""
    parts = {"given_name", "family_name"}
    if "full_name" not in found or not parts & set(found):
        return found
    full = found.index("full_name")
    missing = parts - set(found)
    words = [len(cell.split()) for cell in columns[full]["examples"]]
    if missing and sum(words) > 1.5 * len(words):
        return found
    return [
        missing.pop() if n == full and missing else "" if target == "full_name" else target
        for n, target in enumerate(found)
    ]


def guess_kind(columns: list[dict[str, Any]]) -> str:
    """What the rows of a file are about."""
    headings = [column["name"] for column in columns]
    if preset := preset_for(headings):
        return preset.kind
    scores = {kind: _told(kind, columns) for kind in KINDS}
    return max(scores, key=lambda kind: scores[kind])


def _told(kind: str, columns: list[dict[str, Any]]) -> float:
    found = {target for target in guess(kind, columns) if target}
    return float(len(found & TELLING[kind]) / len(TELLING[kind]) ** 0.5 + len(found) / 100)


def guess_key(kind: str, mapping: list[str]) -> str:
    """By what rows find their records: the surest thing that the file has."""
    has = set(mapping)
    if {"given_name", "family_name"} & has:
        has.add("full_name")
    order = ("accrue_id", *(key for key in KEYS[kind] if key != "accrue_id"))
    return next((key for key in order if key in has), "")

"""One row on its way from cells to a record."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from accrue.standards.cells import as_it_was
from accrue.standards.companies import is_legal_form


@dataclass(eq=False)
class Item:
    """`given`: text by target; `values`: what is regular of it; `faults`: what is not; `warnings`: what it
    came in with all the same. `match` is the record that the
    row is about, `earlier` a row of the same file about the same; `likely` says why it seems to be a duplicate, and
    `suspected` is what it is made beside all the same, to be looked at later. `consents`: yes or no by purpose. `lines`: the
    rows that together are one, where they are (an order's)."""

    number: int
    cells: list[str]
    given: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)
    match: int | None = None
    earlier: Item | None = None
    likely: str = ""
    certainty: float = 0.0
    suspected: int | Item | None = None
    new_company: str = ""
    consents: dict[str, bool] = field(default_factory=dict)
    state: str = ""
    record_id: int | None = None
    reason: str = ""
    before: dict[str, Any] | None = None
    made: list[tuple[str, int]] = field(default_factory=list)
    version: int | None = None
    lines: list[Item] = field(default_factory=list)

    def anew(self) -> Item:
        """The same row, and the lines that belong to it, as if nothing had been made of them yet."""
        fresh = Item(self.number, self.cells, dict(self.given))
        fresh.faults = {name: said for name, said in self.faults.items() if name == "row"}
        for line in self.lines:
            line.values, line.warnings = {}, {}
            line.faults = {name: said for name, said in line.faults.items() if name == "row"}
        fresh.lines = self.lines
        return fresh

    @property
    def is_open(self) -> bool:
        return not self.state


def items_of(rows: Sequence[tuple[int, list[str]]], mapping: Sequence[str], width: int) -> list[Item]:
    """Rows with their texts by target. Of several columns for one target the first that is filled counts."""
    found = []
    for number, cells in rows:
        item = Item(number, cells)
        for target, cell in zip(mapping, cells, strict=False):
            if target and not item.given.get(target):
                item.given[target] = as_it_was(cell.strip())
        if any(cell.strip() for cell in cells[width:]):
            item.faults["row"] = "There are more cells than headings: quote text that holds the separator."
        found.append(item)
    return found


def completed(values: dict[str, Any], later: Mapping[str, Any], but: Sequence[str] = ()) -> None:
    """Let what a later row about the same says count, and the texts as typed with it."""
    new = {name: value for name, value in later.items() if value not in ("", None, {}) and name not in but}
    kept = {name: text for name, text in values.get("raw", {}).items() if name not in new}
    if "custom" in new:
        new["custom"] = values.get("custom", {}) | new["custom"]
    values |= new
    if kept or "raw" in new:
        values["raw"] = kept | new.get("raw", {})


def changed_customs(before: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What stood in the custom fields that a row changes, None where nothing did."""
    given = values.get("custom", {})
    return {key: before.get(key) for key, value in given.items() if before.get(key) != value}


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """Lower case, without accents, single spaces: what makes two spellings one within a file."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


@lru_cache(maxsize=50_000)
def compact(text: str) -> str:
    """Letters and digits alone: “GTX Pro” and “GTXPro” are one."""
    return "".join(c for c in folded(text) if c.isalnum())


@lru_cache(maxsize=50_000)
def company_key(name: str) -> str:
    """A company's name without its legal form: “Northwind GmbH & Co. KG” and “NorthWind” are one."""
    words = [compact(word) for word in folded(name).split()]
    words = [word for word in words if word]
    while len(words) > 1 and is_legal_form(words[-1]):
        words.pop()
    return "".join(words)

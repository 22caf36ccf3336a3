"""A layout while it is being changed: one list of headings and details, that buttons move up and down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from accrue.errors import Invalid
from accrue.filters.custom.layouts import Layout, always_shown, grouped, labels_of

MOST_ITEMS = 300


@dataclass
class Item:
    """A heading (`key` is its number) or a detail (`key` is its name)."""

    key: str
    label: str
    is_heading: bool = False
    is_shown: bool = True
    is_kept: bool = False

    @property
    def said(self) -> str:
        return f"{'h' if self.is_heading else 'f'}:{self.key}"


@dataclass
class LayoutDraft:
    kind: str
    items: list[Item] = field(default_factory=list)

    @classmethod
    def of_layout(cls, kind: str, layout: Layout) -> LayoutDraft:
        labels, kept = labels_of(kind), always_shown(kind)
        made = cls(kind)
        shown = grouped(Layout(layout.sections), [name for name in labels if name not in layout.hidden])
        titles = [title for title, _ in layout.sections]
        for title in titles + [title for title, _ in shown if title not in titles]:
            made.items.append(Item(str(len(made.items)), title, is_heading=True))
            for name in dict(shown).get(title, []):
                made.items.append(Item(name, labels[name], is_kept=name in kept))
        away = [name for name in labels if name in layout.hidden]
        made.items += [Item(name, labels[name], is_shown=False) for name in away]
        return made

    @classmethod
    def of_post(cls, kind: str, data: QueryDict) -> LayoutDraft:
        labels, kept, shown = labels_of(kind), always_shown(kind), set(data.getlist("shown"))
        made = cls(kind)
        for said in data.getlist("item")[:MOST_ITEMS]:
            sort, _, key = said.partition(":")
            if sort == "h" and key.isdigit():
                made.items.append(Item(key, data.get(f"title-{key}", "")[:200], is_heading=True))
            elif sort == "f" and key in labels:
                is_shown = key in shown or key in kept
                made.items.append(Item(key, labels[key], is_shown=is_shown, is_kept=key in kept))
        return made

    def change(self, what: str) -> None:
        """`up:<item>`, `down:<item>`, `drop:<item>` or `add`."""
        verb, _, said = what.partition(":")
        if verb == "add":
            numbers = [int(one.key) for one in self.items if one.is_heading]
            self.items.append(Item(str(max(numbers, default=0) + 1), "", is_heading=True))
            return
        place = next((n for n, one in enumerate(self.items) if one.said == said), None)
        if place is None:
            return
        if verb == "drop" and self.items[place].is_heading:
            del self.items[place]
        elif verb in ("up", "down"):
            to = place + (-1 if verb == "up" else 1)
            if 0 <= to < len(self.items):
                self.items.insert(to, self.items.pop(place))

    @property
    def preview(self) -> list[tuple[str, list[str]]]:
        """What the page shows: groups with something in them."""
        return [(one["title"], one["labels"]) for one in self._groups() if one["labels"]]

    @property
    def sections(self) -> list[dict[str, Any]]:
        return [{"title": one["title"], "fields": one["fields"]} for one in self._groups()]

    @property
    def hidden(self) -> list[str]:
        return [one.key for one in self.items if not one.is_heading and not one.is_shown]

    def require_heading(self) -> None:
        """Every detail that is shown stands below a heading."""
        if not self.items or not self.items[0].is_heading:
            message = "The first line must be a group. Move a group to the top, or add one."
            raise Invalid("custom.layout", message, fields={"title": message})

    def _groups(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for one in self.items:
            if one.is_heading:
                found.append({"title": one.label, "fields": [], "labels": []})
            elif one.is_shown and found:
                found[-1]["fields"].append(one.key)
                found[-1]["labels"].append(one.label)
        return found

"""Cells that go to fields which the company made itself, and to those that the import is to make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.exchange.converting import amount_of, day_of
from accrue.exchange.planning.item import Item
from accrue.exchange.planning.links import Links, by_name, external
from accrue.filters.custom.importing import Writable, writable_fields
from accrue.filters.custom.models import FieldType
from accrue.money.currencies import is_currency

_NUMBER = re.compile(r"[+\-−(]?\s*\d[\d.,'’\s\u00a0]*\)?")
_NAMED = ("person", "company", "product")


class Customs:
    """What a kind's desk knows of them. `coming` are fields that are not made yet, by target."""

    def __init__(self, links: Links, kind: str, coming: Mapping[str, Writable]) -> None:
        self.links, self.actor, self.coming = links, links.actor, coming
        self.fields = {one.name: one for one in writable_fields(links.actor, kind)} | dict(coming)

    def prepare(self, item: Item) -> None:
        """Put what the cells mean into `values["custom"]`; every cell that means nothing says why."""
        found: dict[str, Any] = {}
        for target, text in item.given.items() if self.fields else ():
            field = self.fields.get(target)
            if field is None or not text or field.type == FieldType.RECORD:
                continue
            try:
                value = self._value(field, text)
            except ValueError as error:
                item.faults[target] = str(error)
                continue
            if value is not None and target not in self.coming:
                found[field.key] = value
        if found:
            item.values["custom"] = found

    def _value(self, field: Writable, text: str) -> Any:
        """Days, numbers and amounts as this file writes them; all else as anybody may write it."""
        options = self.links.options
        match field.type:
            case FieldType.DATE:
                return field.parse(day_of(text, options.dates).isoformat())
            case FieldType.NUMBER if _NUMBER.fullmatch(text):
                return field.parse(f"{amount_of(text)[0]:f}")
            case FieldType.MONEY:
                amount, named = amount_of(text)
                currency = named if is_currency(named) else options.currency or "EUR"
                return field.parse(f"{amount:f} {currency}")
            case FieldType.USER:
                return self.links.owner(text)
        return field.parse(text)

    def link(self, items: Sequence[Item]) -> None:
        """Links to records, a query or two for each field: by number, by an id of the other system, by e-mail or name."""
        for target, field in self.fields.items():
            if field.type != FieldType.RECORD:
                continue
            wanting = [item for item in items if item.given.get(target)]
            known = self._records(field.to, {item.given[target] for item in wanting})
            for item in wanting:
                ids = known.get(item.given[target], set())
                if len(ids) != 1:
                    said = "Several records are" if ids else "No record is"
                    item.faults[target] = (
                        f"{said} called “{item.given[target][:60]}”. Give its Accrue number."
                    )
                else:
                    item.values.setdefault("custom", {})[field.key] = next(iter(ids))

    def _records(self, kind: str, texts: Iterable[str]) -> dict[str, set[int]]:
        wanted = sorted(set(texts))
        if not wanted:
            return {}
        model: Any = kind_called(kind).model
        numbers = [int(text) for text in wanted if text.isdecimal() and text.isascii() and len(text) < 18]
        rows = access.visible(self.actor, model._default_manager.filter(pk__in=numbers))
        found = {str(pk): {pk} for pk in rows.values_list("pk", flat=True)}
        for text, pk in external(self.actor, kind, self.links.options.system, wanted).items():
            found.setdefault(text, {pk})
        if kind == "person":
            by_mail = self.links.people(text for text in wanted if "@" in text)
            found |= {text: {by_mail[text.lower()]} for text in wanted if text.lower() in by_mail}
        left = [text for text in wanted if text not in found]
        if kind in _NAMED and left:
            found |= {text: set(ids) for text, ids in by_name(self.actor, model, left).items()}
        return found

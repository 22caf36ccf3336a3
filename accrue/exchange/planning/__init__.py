"""What is to become of rows: worked out without writing anything, for the preview and for the job alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from accrue.accounts.models import User
from accrue.exchange.options import Options
from accrue.exchange.planning.agreed import Agreed
from accrue.exchange.planning.contacts import ContactDesk
from accrue.exchange.planning.customs import Customs
from accrue.exchange.planning.deals import DealDesk
from accrue.exchange.planning.item import Item, items_of
from accrue.exchange.planning.links import Links
from accrue.exchange.planning.orders import OrderDesk, spread, whole_orders
from accrue.exchange.planning.products import ProductDesk
from accrue.filters.custom.importing import Writable

__all__ = ["Desk", "Item", "desk_for", "items_of", "plan", "spread", "wholes"]


class Desk(Protocol):
    """What a kind of record knows of being imported."""

    links: Links

    def prepare(self, item: Item) -> None: ...
    def link(self, items: Sequence[Item]) -> None: ...
    def find(self, items: Sequence[Item]) -> None: ...
    def identities(self, item: Item) -> list[str]: ...
    def look_alike(self, items: Sequence[Item]) -> None: ...
    def create(self, items: Sequence[Item]) -> None: ...
    def update(self, groups: dict[int, list[Item]]) -> None: ...
    def conclude(self, items: Sequence[Item]) -> None: ...


def desk_for(
    actor: User,
    kind: str,
    options: Options,
    *,
    origin: str = "an import",
    coming: Mapping[str, Writable] | None = None,
) -> Desk:
    """`origin` names the file, as evidence of what people agreed to; `coming` are fields that are to be made, by target."""
    links = Links(actor, options)
    links.customs = Customs(links, kind, coming or {})
    if kind == "deal":
        return DealDesk(links, options)
    if kind == "order":
        return OrderDesk(links, options)
    if kind == "product":
        return ProductDesk(links, options)
    return ContactDesk(kind, links, options, Agreed(links, origin) if kind == "person" else None)


def wholes(kind: str, items: Sequence[Item], options: Options) -> Sequence[Item]:
    """What is planned and written as one: of orders all their rows, else each row. `spread` tells the rows what became of it."""
    return whole_orders(items, options.key or "number") if kind == "order" else items


def plan(desk: Desk, items: Sequence[Item], options: Options) -> None:
    """Decide for each row: rejected, skipped, duplicate, or open: to be created (no `match`, no `earlier`), or to
    change `match` or what `earlier` becomes."""
    customs = desk.links.customs
    for item in items:
        desk.prepare(item)
        customs.prepare(item)
    customs.link(items)
    desk.link([item for item in items if not item.faults])
    good = [item for item in items if not item.faults]
    desk.find(good)
    keyed = {id(item) for item in good if item.match is not None}
    if options.mode != "update" and options.duplicates != "create":
        desk.look_alike([item for item in good if item.match is None and not item.faults])
    seen: dict[str, Item] = {}
    for item in items:
        if item.faults:
            item.state, item.reason = "rejected", reason_of(item.faults)
        if not item.is_open:
            continue
        _decide(desk, item, options, seen, by_key=id(item) in keyed)


def reason_of(faults: dict[str, str]) -> str:
    return " ".join(dict.fromkeys(faults.values()))[:400]


def _decide(desk: Desk, item: Item, options: Options, seen: dict[str, Item], *, by_key: bool) -> None:
    names = desk.identities(item)
    earlier = next((seen[name] for name in names if name in seen), None)
    same_key = bool(earlier) and any(name.startswith("key:") and seen.get(name) is earlier for name in names)
    if earlier and item.match is None and not item.likely:
        item.earlier = earlier
        item.likely = f"Row {earlier.number} of this file is about the same."
    known = item.match is not None or item.earlier is not None
    if not known and not item.likely:
        if options.mode == "update":
            item.state, item.reason = "skipped", "There is no record to update."
    elif options.mode == "update" or (options.mode == "both" and known and (by_key or same_key)):
        item.likely = ""
    else:
        _as_duplicate(item, options, known=known, same_key=by_key or same_key)
    if item.is_open:
        for name in names:
            seen.setdefault(name, item)


def _as_duplicate(item: Item, options: Options, *, known: bool, same_key: bool) -> None:
    if options.duplicates == "create":
        item.match, item.earlier, item.likely = None, None, ""
    elif options.duplicates == "ask" and known and not same_key:
        item.suspected = item.match if item.match is not None else item.earlier
        item.match, item.earlier = None, None
    elif options.duplicates != "update" or not known:
        item.state, item.record_id, item.reason = "duplicate", item.match, item.likely[:400]

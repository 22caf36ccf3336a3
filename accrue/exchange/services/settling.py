"""Rows are planned and written together; what one of them has wrong costs only that one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import DataError, IntegrityError, transaction

from accrue.errors import AccrueError
from accrue.exchange.options import Options
from accrue.exchange.planning import Desk, Item, plan
from accrue.exchange.planning.item import completed


class Desks:
    """The desk at work. What was looked up or made within something undone is not there: then another one is asked."""

    def __init__(self, make: Callable[[], Desk]) -> None:
        self._make = make
        self.desk = make()

    def renew(self) -> None:
        self.desk = self._make()


def settle(desks: Desks, items: Sequence[Item], options: Options) -> None:
    """Plan and write. Where the database refuses, halve until the row at fault stands alone."""
    try:
        with transaction.atomic():
            plan(desks.desk, items, options)
            write(desks.desk, items)
    except (AccrueError, DataError, IntegrityError) as error:
        desks.renew()
        if len(items) == 1:
            _refuse(items[0], error)
            return
        half = len(items) // 2
        for part in (items[:half], items[half:]):
            fresh = [item.anew() for item in part]
            settle(desks, fresh, options)
            for item, anew in zip(part, fresh, strict=True):
                item.__dict__.update(anew.__dict__)


def write(desk: Desk, items: Sequence[Item]) -> None:
    """Make and change the records of what is planned; rows about the same record are brought together first."""
    new = [item for item in items if item.is_open and item.match is None and item.earlier is None]
    for item in items:
        if item.is_open and item.match is None and item.earlier is not None and _root(item).match is None:
            _merge(_root(item), item)
    desk.create(new)
    groups: dict[int, list[Item]] = {}
    for item in items:
        if not item.is_open:
            continue
        root = _root(item)
        if item.match is None and root.match is None:
            _follow(item, root)
        else:
            groups.setdefault(item.match or root.match or 0, []).append(item)
    desk.update(groups)
    desk.conclude(items)


def _root(item: Item) -> Item:
    while item.earlier is not None:
        item = item.earlier
    return item


def _merge(root: Item, item: Item) -> None:
    """A later row of the file completes and corrects the one that makes the record."""
    completed(root.values, item.values, but=("created_at", "steps", "currency"))
    root.new_company = item.new_company or root.new_company
    root.consents |= item.consents


def _follow(item: Item, root: Item) -> None:
    if root.state == "created":
        item.state, item.record_id, item.version, item.before = "updated", root.record_id, root.version, {}
        item.reason = f"Together with row {root.number}."
    else:
        item.state, item.reason = (
            "rejected",
            f"Row {root.number}, about the same, was rejected: {root.reason}"[:400],
        )


def _refuse(item: Item, error: Exception) -> None:
    message = (
        error.message
        if isinstance(error, AccrueError)
        else "The database refuses this row. Look at its values."
    )
    item.state, item.reason, item.record_id, item.before, item.made = (
        "rejected",
        message[:400],
        None,
        None,
        [],
    )

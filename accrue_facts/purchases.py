"""Who bought which item when: from the table items, or from any CSV."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accrue_facts.errors import FactsError
from accrue_facts.flat import Flat, read_flat
from accrue_facts.tables import Days, Facts, Flags, Floats, Ints, Table

PERSON = ("person_id", "customer_id", "household_id", "user_id", "person")
ITEM = ("item", "product", "product_id", "item_id", "sku", "product_type")
WHEN = ("occurred_at", "ordered_at", "date", "time", "timestamp", "transaction_timestamp", "week")


@dataclass(frozen=True, slots=True, eq=False)
class Purchases:
    """A row per purchase: positions in `people` and `items`, both ordered, and the day (since 1970, or a running
    number). `left_out` counts returns."""

    people: list[str]
    items: list[str]
    person: Ints
    item: Ints
    day: Ints
    is_number: bool
    left_out: int = 0

    def day_name(self, day: int) -> str:
        return str(day) if self.is_number else str(np.datetime64(day, "D"))


def purchases_from_facts(facts: Facts) -> Purchases:
    """Out of the table items; person and moment from the order where the item does not say. FactsError names the first
    row of which neither says who, or when."""
    table = facts.tables["items"]
    order = _orders(facts, table)
    person = _either(table, "person_id", None if order is None else order[0])
    when = _either(table, "occurred_at", None if order is None else order[1])
    _complete(table, person, "person_id", "nothing says who bought it: neither the row nor its order")
    _complete(table, when, "occurred_at", "nothing says when it was bought: neither the row nor its order")
    kept = np.ones(table.rows, dtype=bool)
    if table.has("quantity"):
        kept = ~(table.numbers("quantity") <= 0)
    moments = np.asarray(when.to_numpy(zero_copy_only=False), dtype="datetime64[us]")
    return _purchases(facts.source, person, table.columns["item"], _days(moments), kept, is_number=False)


def _orders(facts: Facts, table: Table) -> tuple[pa.Array, pa.Array] | None:
    orders = facts.get("orders")
    if orders is None or not table.has("order_id"):
        return None
    at = pc.index_in(table.columns["order_id"], value_set=orders.columns["order_id"])
    return orders.columns["person_id"].take(at), orders.columns["ordered_at"].take(at)


def _either(table: Table, column: str, other: pa.Array | None) -> pa.Array:
    own = table.columns.get(column)
    if own is None and other is None:
        raise FactsError(
            "facts.column_missing",
            f"{table.file}, column {column}: the column is missing, and there are no orders that say it "
            "(order_id and the table orders).",
        )
    if own is None or other is None:
        return other if own is None else own
    return pc.coalesce(own, other)


def _complete(table: Table, values: pa.Array, column: str, why: str) -> None:
    empty = np.flatnonzero(np.asarray(pc.is_null(values).to_numpy(zero_copy_only=False)))
    if empty.size:
        told = table.complaint(int(empty[0]), column, f"{why}.", "facts.empty_cell")
        raise FactsError(told.code, str(told))


def purchases_from_file(file: Path) -> Purchases:
    """Out of a CSV of person_id, item and occurred_at (or customer_id, product, date and the like); the time may be a
    running number such as a week. FactsError names the first row that does not fit."""
    flat = read_flat(file)
    person = flat.read(flat.need(*PERSON), "id")
    item = flat.read(flat.need(*ITEM), "text")
    days, is_number = _file_days(flat, flat.need(*WHEN))
    kept = np.ones(flat.rows, dtype=bool)
    quantity = flat.find("quantity")
    if quantity is not None:
        kept = flat.numbers(quantity) > 0
    return _purchases(str(file), person, item, days, kept, is_number=is_number)


def _file_days(flat: Flat, name: str) -> tuple[Ints, bool]:
    text = flat.read(name, "text")
    if pc.all(pc.match_substring_regex(text, r"^[+-]?\d{1,9}$")).as_py():
        values: Floats = flat.numbers(name)
        return values.astype(np.int64), True
    return _days(flat.times(name)), False


def _days(moments: Days) -> Ints:
    return moments.astype("datetime64[D]").astype(np.int64)


def _purchases(
    source: str, person: pa.Array, item: pa.Array, day: Ints, kept: Flags, *, is_number: bool
) -> Purchases:
    if not kept.any():
        raise FactsError("facts.empty", f"{source}: every row is a return; there is no purchase.")
    chosen = pa.array(kept)
    people, who = _ranked(person.filter(chosen))
    items, what = _ranked(item.filter(chosen))
    return Purchases(people, items, who, what, day[kept], is_number, int((~kept).sum()))


def _ranked(text: pa.Array) -> tuple[list[str], Ints]:
    coded = text.dictionary_encode()
    order = pc.sort_indices(coded.dictionary)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order.to_numpy()] = np.arange(len(order))
    return coded.dictionary.take(order).to_pylist(), rank[coded.indices.to_numpy(zero_copy_only=False)]

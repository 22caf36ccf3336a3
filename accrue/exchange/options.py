"""How an import is done: by what rows find their records, what happens to duplicates, how days are read."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from accrue.errors import Invalid
from accrue.exchange.targets import KEYS
from accrue.money.currencies import is_currency
from accrue.standards.countries import country_names

MODES = {
    "both": "Create new records and update those that are there",
    "create": "Only create; leave what is there as it is",
    "update": "Only update; leave new rows out",
}
DUPLICATES = {
    "skip": "Leave the row out",
    "update": "Update the record that is there",
    "create": "Create another record all the same",
    "ask": "Bring it in, and ask me in the queue of duplicates",
}
UNKNOWN_OWNERS = {"": "Reject the row", "nobody": "Leave it without owner", "me": "Give it to me"}
PRICES = {"": "Find out by the totals", "net": "Without tax", "gross": "With tax, which is taken off"}
TOTALS = {"reject": "Reject the order", "adjust": "Take the total, with a line for the difference"}
ORDERS = {"dmy": "31/01/2026", "mdy": "01/31/2026"}


@dataclass(frozen=True)
class Options:
    """`owners`, `stages` and `states` say which user, stage or state of an order a text of the file means; None: nobody."""

    mode: str = "both"
    key: str = ""
    duplicates: str = "skip"
    dates: str = "dmy"
    country: str = ""
    currency: str = ""
    make_missing: bool = True
    take_orders: bool = False
    pipeline_id: int | None = None
    system: str = ""
    unknown_owner: str = ""
    owners: dict[str, int | None] = field(default_factory=dict)
    stages: dict[str, int] = field(default_factory=dict)
    prices: str = ""
    totals: str = "reject"
    states: dict[str, str] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        return asdict(self)


def options_of(data: dict[str, Any]) -> Options:
    """From what was kept."""
    known = {one.name for one in fields(Options)}
    return Options(**{name: value for name, value in data.items() if name in known})


def checked_options(kind: str, mapping: list[str], data: dict[str, Any]) -> Options:
    """From what somebody chose. Raises Invalid with every fault."""
    known = {one.name for one in fields(Options)}
    faults = {name: "There is no such option." for name in data if name not in known}
    for name, choices in (
        ("mode", MODES),
        ("duplicates", DUPLICATES),
        ("dates", ORDERS),
        ("unknown_owner", UNKNOWN_OWNERS),
        ("prices", PRICES),
        ("totals", TOTALS),
    ):
        if name in data and data[name] not in choices:
            faults[name] = f"Choose one of {', '.join(key for key in choices if key)}."
    key = data.get("key", "")
    if key and key not in KEYS[kind]:
        faults["key"] = f"Choose one of {', '.join(KEYS[kind])}."
    elif key and not has_key(key, mapping):
        faults["key"] = "No column goes to this. Place one, or find records by something else."
    if not key and data.get("mode") == "update":
        faults["key"] = "Say by what a row finds the record to update."
    if data.get("prices") == "gross" and not {"tax", "line_tax"} & set(mapping):
        faults["prices"] = "Say which column holds the tax, so that it can be taken off."
    states = data.get("states") or {}
    if not isinstance(states, dict) or set(states.values()) - {"order", "cancelled", "none"}:
        faults["states"] = "Say of each text: order, cancelled or none."
    if data.get("country") and data["country"] not in country_names():
        faults["country"] = "Use a two-letter code such as DE."
    if data.get("currency") and not is_currency(data["currency"]):
        faults["currency"] = "Use a three-letter code such as EUR."
    if faults:
        raise Invalid("exchange.options", " ".join(dict.fromkeys(faults.values())), fields=faults)
    return Options(**data)


def has_key(key: str, mapping: list[str]) -> bool:
    parts = {"full_name": {"given_name", "family_name"}}.get(key, set())
    return key in mapping or bool(parts & set(mapping))

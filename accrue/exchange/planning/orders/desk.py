"""Orders as they were taken elsewhere, with what was bought, when and by whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.billing import services
from accrue.billing.models import Order
from accrue.billing.services import PastRefund, SoldLine, SoldOrder
from accrue.exchange.converting import moment_of
from accrue.exchange.options import Options
from accrue.exchange.planning.item import Item, compact
from accrue.exchange.planning.links import Links
from accrue.exchange.planning.orders.buyers import Buyers
from accrue.exchange.planning.orders.figures import currency_of
from accrue.exchange.planning.orders.given_back import BACK, BACK_NET, give_back
from accrue.exchange.planning.orders.goods import Goods
from accrue.exchange.planning.orders.states import CANCELLED, NONE, REFUNDED_IN_PART, meaning_of
from accrue.exchange.planning.orders.sums import AMOUNTS, Sums
from accrue.exchange.planning.stages import began
from accrue.standards.text import checked_line

LONGEST_NUMBER = 80


class OrderDesk:
    """Its items are whole orders, with their rows as `lines`."""

    def __init__(self, links: Links, options: Options) -> None:
        self.links, self.options, self.actor = links, options, links.actor
        self.buyers, self.goods = Buyers(links, options), Goods(links)
        self.teams: dict[int | None, int | None] = {self.actor.pk: self.actor.team_id, None: None}

    def prepare(self, item: Item) -> None:
        if not item.given.get(self.options.key or "number"):
            item.faults[self.options.key or "number"] = "Say which order this line belongs to."
        elif len(self.name_of(item) or "") > LONGEST_NUMBER:
            item.faults["number"] = f"A number has at most {LONGEST_NUMBER} characters."
        self._state(item)
        if not item.is_open:
            return
        self._agreed(item, "ordered_at", self._moment)
        self._agreed(item, "cancelled_at", self._moment)
        self._agreed(item, "refunded_at", self._moment)
        self._agreed(item, "owner", self.links.owner, into="owner_id")
        self._agreed(item, "source", lambda text: checked_line(text, 60))
        self.buyers.prepare(item)
        currency = self._currency(item)
        if not item.faults and currency:
            sums = Sums(item, currency, self.options)
            item.values["lines"] = sums.lines()
            give_back(item, sums, self._moment)
        for line in item.lines:
            for target, message in line.faults.items():
                item.faults.setdefault(target, message)

    def _moment(self, text: str) -> datetime:
        return _past(began(moment_of(text, self.options.dates)))

    def name_of(self, item: Item) -> str | None:
        """The order's number there, with the system's name before it where that was said: two shops count alike."""
        number = item.given.get("number", "")
        return f"{self.options.system} {number}".strip() if number else None

    def _state(self, item: Item) -> None:
        self._agreed(item, "status", lambda text: meaning_of(text, self.options))
        if item.values.get("status") == NONE:
            item.state, item.reason = "skipped", f"“{item.given['status'][:60]}”: this is no order."
        elif compact(item.given.get("status", "")) == REFUNDED_IN_PART and not any(
            item.given.get(name) for name in ("refunded", BACK, BACK_NET)
        ):
            item.warnings["status"] = (
                "No column says how much was refunded, so nothing is taken off. Only who may record payments can place one."
            )

    def _agreed(self, item: Item, target: str, convert: Callable[[str], Any], into: str = "") -> None:
        """A value of the order that its lines must agree on, as far as they say it."""
        said: tuple[int, Any] | None = None
        for line in item.lines:
            text = line.given.get(target, "")
            if not text:
                continue
            try:
                value = convert(text)
            except ValueError as error:
                line.faults[target] = str(error)
                continue
            if said is not None and _different(said[1], value):
                line.faults[target] = f"Row {said[0]} of this order says something else. Let them agree."
            said = said or (line.number, value)
        if said is not None:
            item.values[into or target] = said[1]

    def _currency(self, item: Item) -> str:
        found = ""
        for line in item.lines:
            try:
                named = currency_of(line, "", AMOUNTS)
            except ValueError as error:
                line.faults["currency"] = str(error)
                continue
            if named and found and named != found:
                target = (
                    "currency"
                    if line.given.get("currency")
                    else next(t for t in AMOUNTS if line.given.get(t))
                )
                line.faults[target] = f"This order is in {found}. One order has one currency."
            found = found or named
        item.values["currency"] = found or self.options.currency or "EUR"
        return str(item.values["currency"])

    def link(self, items: Sequence[Item]) -> None:
        self.buyers.link([item for item in items if item.is_open])

    def find(self, items: Sequence[Item]) -> None:
        open_ = [item for item in items if item.is_open]
        found = self._found(open_)
        names = {name for item in open_ if self._key(item) not in found and (name := self.name_of(item))}
        hidden = set(Order.objects.filter(external_id__in=names).values_list("external_id", flat=True))
        for item in open_:
            order = found.get(self._key(item))
            if order is not None:
                item.match, item.likely = order.pk, f"{order.number} is this order."
                item.values.setdefault("ordered_at", order.ordered_at)
                if self.options.mode == "create":
                    item.state, item.reason = "skipped", f"{order.number} is this order already."
            elif self.name_of(item) in hidden:
                item.faults["number"] = "This order is here already and is not yours to see or change."
            elif self.options.mode != "update":
                self._require(item)

    def _key(self, item: Item) -> str:
        by_name = self.options.key != "accrue_id"
        return (self.name_of(item) or "") if by_name else item.given.get("accrue_id", "").upper()

    def _found(self, items: Sequence[Item]) -> dict[str, Order]:
        column = "number" if self.options.key == "accrue_id" else "external_id"
        keys = {key for item in items if (key := self._key(item))}
        rows = access.visible(self.actor, Order.objects.filter(**{f"{column}__in": keys}))
        return {getattr(order, column): order for order in rows.only(column, "number", "ordered_at")}

    def _require(self, item: Item) -> None:
        """What a new order cannot be without."""
        values, given = item.values, item.given
        if self.options.key == "accrue_id":
            item.faults["accrue_id"] = "No order here has this number."
        if "ordered_at" not in values and "ordered_at" not in item.faults:
            item.faults["ordered_at"] = "Say when it was ordered."
        named = values.get("person_id") or values.get("company_id") or values.get("new_person")
        if not named and not item.new_company:
            item.faults["person_email"] = "Say who bought: an e-mail address, a name or a company."
        if not values.get("lines"):
            item.faults["unit_price"] = "There is neither a price nor a total."
        elif sum(line.amount_minor for _, line in values["lines"]) < 0:
            target = "total" if given.get("total") else "unit_price"
            item.faults[target] = (
                "An order is worth nothing or more. Enter what was given back on its invoice."
            )

    def identities(self, item: Item) -> list[str]:
        """Orders are whole: no two items are the same one."""
        return []

    def look_alike(self, items: Sequence[Item]) -> None:
        """The same is often bought twice: only numbers tell."""

    def create(self, items: Sequence[Item]) -> None:
        self.buyers.make(items)
        items = [item for item in items if item.is_open]
        self._look_up_teams(items)
        allowed = access.access_of(self.actor)
        for item in items:
            owner_id = item.values.get("owner_id", self.actor.pk)
            if not allowed.may("order", "create", Order(owner_id=owner_id, team_id=self.teams.get(owner_id))):
                item.state, item.reason = "rejected", "You may bring in orders only of your own or your team."
        items = [item for item in items if item.is_open]
        self.goods.put(items)
        rows = [self._row(item, item.values.get("owner_id", self.actor.pk)) for item in items]
        for item, order in zip(
            items, services.bring_orders(actor=self.actor, rows=rows) if rows else [], strict=True
        ):
            item.state, item.record_id, item.version = "created", order.pk, order.version

    def _look_up_teams(self, items: Sequence[Item]) -> None:
        unknown = {item.values["owner_id"] for item in items if "owner_id" in item.values} - set(self.teams)
        if unknown:
            self.teams |= dict(User.objects.filter(pk__in=unknown).values_list("pk", "team_id"))

    def _row(self, item: Item, owner_id: int | None) -> SoldOrder:
        values = item.values
        lines: list[SoldLine] = [line for _, line in values.get("lines", [])]
        is_refunded = values.get("is_refunded", False)
        is_cancelled = values.get("status") == CANCELLED or "cancelled_at" in values or is_refunded
        minor, at = values.get("refund", (0, None))
        refund = PastRefund(minor, at or values["ordered_at"]) if minor else None
        return SoldOrder(
            lines=lines,
            currency=values["currency"],
            ordered_at=values["ordered_at"],
            external_id=self.name_of(item),
            person_id=values.get("person_id"),
            company_id=values.get("company_id"),
            owner_id=owner_id,
            team_id=self.teams.get(owner_id),
            source=values.get("source", ""),
            is_cancelled=True if is_cancelled else None if "status" not in values else False,
            cancelled_at=values.get("cancelled_at") or (refund.at if refund else None),
            cancel_reason=item.given.get("status", "")[:200]
            if values.get("status") == CANCELLED
            else "Refunded" * is_refunded,
            refund=refund,
            custom=values.get("custom", {}),
        )

    def update(self, groups: dict[int, list[Item]]) -> None:
        items = [item for group in groups.values() for item in group]
        self.buyers.make(items)
        self.goods.put([item for item in items if item.is_open and item.values.get("lines")])
        rows = {
            pk: self._row(item, item.values.get("owner_id"))
            for pk, (item, *_) in groups.items()
            if item.is_open
        }
        done = services.correct_orders(actor=self.actor, rows=rows)
        for pk, (item, *_) in groups.items():
            change = done.get(pk)
            if isinstance(change, str):
                item.state, item.reason = "rejected", change[:400]
                item.faults |= getattr(change, "fields", {})
            elif change is not None:
                item.state, item.record_id, item.version = "updated", pk, change.version
                item.before = change.before
                item.reason = "" if change.before else "Nothing was different."

    def conclude(self, items: Sequence[Item]) -> None:
        """Nothing follows."""


def _past(moment: datetime) -> datetime:
    if moment > clock.now() + timedelta(days=1):
        raise ValueError("This is in the future.")
    return moment


def _different(one: Any, other: Any) -> bool:
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one.date() != other.date()
    return bool(one != other)

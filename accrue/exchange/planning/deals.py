"""Deals with their way through the stages, dated as the file has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import AccrueError, Invalid
from accrue.exchange.converting import amount_of, day_of, moment_of
from accrue.exchange.options import Options
from accrue.exchange.planning.catalogue import Catalogue
from accrue.exchange.planning.contacts import ContactDesk
from accrue.exchange.planning.item import Item, changed_customs, compact
from accrue.exchange.planning.links import Links, external
from accrue.exchange.planning.stages import Stages, began
from accrue.money import Money
from accrue.money.currencies import is_currency
from accrue.products.models import Product
from accrue.sales import services
from accrue.sales.models import Deal, LossReason
from accrue.standards.text import checked_line


class DealDesk:
    def __init__(self, links: Links, options: Options) -> None:
        self.links, self.options, self.actor = links, options, links.actor
        self.stages, self.catalogue = Stages(options), Catalogue(links)
        self.reasons = {compact(reason.name): reason.pk for reason in LossReason.objects.all()}
        self.companies = ContactDesk("company", links, options)

    def prepare(self, item: Item) -> None:
        given, values = item.given, item.values
        self._take(item, "name", lambda text: checked_line(text, 160))
        self._take(item, "source", lambda text: checked_line(text, 60))
        self._take(item, "owner", self.links.owner, into="owner_id")
        self._take(item, "stage", self.stages.called)
        self._take(item, "expected_close", lambda text: day_of(text, self.options.dates))
        self._take(item, "opened_on", lambda text: began(moment_of(text, self.options.dates)))
        self._take(item, "closed_on", lambda text: began(moment_of(text, self.options.dates)))
        self._amount(item)
        if given.get("lost_reason"):
            values["lost_reason_id"] = self.reasons.get(compact(given["lost_reason"]))
        if not item.faults:
            self.stages.put_steps(item)

    @staticmethod
    def _take(item: Item, name: str, convert: Callable[[str], Any], into: str = "") -> None:
        text = item.given.get(name, "")
        if text:
            try:
                item.values[into or name] = convert(text)
            except ValueError as error:
                item.faults[name] = str(error)

    def _amount(self, item: Item) -> None:
        currency = item.given.get("currency", "").strip().upper()
        if currency and not is_currency(currency):
            item.faults["currency"] = "This is no currency. Use a three-letter code such as EUR."
            return
        try:
            value, named = amount_of(item.given["amount"]) if item.given.get("amount") else (None, "")
            item.values["currency"] = (
                currency or (named if is_currency(named) else "") or self.options.currency or "EUR"
            )
            if value is not None:
                item.values["amount_minor"] = Money.of(value, item.values["currency"]).minor
        except (ValueError, Invalid) as error:
            item.faults["amount"] = str(error)
            return
        if item.values.get("amount_minor", 0) < 0:
            item.faults["amount"] = "A deal is worth nothing or more."

    def link(self, items: Sequence[Item]) -> None:
        self.links.link_companies(items)
        self._link_people(items)
        for item in items:
            if item.given.get("product") and not item.faults:
                self._link_product(item)

    def _link_people(self, items: Sequence[Item]) -> None:
        people = self.links.people(item.given.get("person_email", "") for item in items)
        ids = [item.given["person_external_id"] for item in items if item.given.get("person_external_id")]
        known = external(self.actor, "person", self.options.system, ids) if ids else {}
        for item in items:
            email, other = item.given.get("person_email", ""), item.given.get("person_external_id", "")
            found = known.get(other) or people.get(email.lower())
            if found:
                item.values["person_id"] = found
            elif email:
                item.faults["person_email"] = (
                    "Nobody here has this e-mail address. Bring the people in first."
                )
            elif other:
                item.faults["person_external_id"] = "Nobody here has this id. Bring the people in first."

    def _link_product(self, item: Item) -> None:
        """The product meant; else one to be made, or its name alone."""
        found = self.catalogue.found(item.given["product"])
        if found:
            item.values["product"] = found
        else:
            item.values["product_name"] = item.given["product"][:160]

    def find(self, items: Sequence[Item]) -> None:
        key = self.options.key
        texts = {item.given[key] for item in items if key and item.given.get(key)}
        if key == "external_id":
            found = external(self.actor, "deal", self.options.system, texts)
        elif key == "accrue_id":
            numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 18]
            rows = access.visible(self.actor, Deal.objects.filter(pk__in=numbers))
            found = {str(pk): pk for pk in rows.values_list("pk", flat=True)}
        else:
            found = {}
        gone = set(
            Deal.objects.filter(pk__in=found.values(), archived_at__isnull=False).values_list("pk", flat=True)
        )
        for item in items:
            pk = found.get(item.given.get(key, ""))
            if pk and pk not in gone:
                item.match, item.likely = pk, "A deal here has this id."

    def identities(self, item: Item) -> list[str]:
        text = item.given.get(self.options.key, "") if self.options.key else ""
        return [f"key:{text}"] if text else []

    def look_alike(self, items: Sequence[Item]) -> None:
        """Two deals may well be called the same: only ids tell."""

    def create(self, items: Sequence[Item]) -> None:
        self.companies.make_companies(items)
        items = [item for item in items if item.is_open]
        self._make_products(items)
        teams: dict[int | None, int | None] = {self.actor.pk: self.actor.team_id, None: None}
        owners = {item.values.get("owner_id", self.actor.pk) for item in items} - set(teams)
        teams |= dict(User.objects.filter(pk__in=owners).values_list("pk", "team_id"))
        rows = [self._row(item, teams) for item in items]
        allowed = access.access_of(self.actor)
        for item, row in zip(items, rows, strict=True):
            if not allowed.may("deal", "create", Deal(owner_id=row.owner_id, team_id=row.team_id)):
                item.state, item.reason = "rejected", "You may open deals only for yourself or your team."
        kept = [(item, row) for item, row in zip(items, rows, strict=True) if item.is_open]
        deals = services.import_deals(
            actor=self.actor, rows=[row for _, row in kept], reactions=self.options.take_orders
        )
        for (item, _), deal in zip(kept, deals, strict=True):
            item.state, item.record_id, item.version = "created", deal.pk, deal.version

    def _row(self, item: Item, teams: dict[int | None, int | None]) -> services.DealRow:
        values = item.values
        owner_id = values.get("owner_id", self.actor.pk)
        amount = values.get("amount_minor", 0)
        product: Product | None = values.get("product")
        name = product.name if product else values.get("product_name", "")
        lines = [services.LineRow(name, amount, 1, product.pk if product else None)] if name else []
        return services.DealRow(
            name=values.get("name") or _called(item, name),
            amount_minor=amount,
            currency=values["currency"],
            steps=values["steps"],
            expected_close=values.get("expected_close"),
            person_id=values.get("person_id"),
            company_id=values.get("company_id"),
            owner_id=owner_id,
            team_id=teams.get(owner_id),
            source=values.get("source", ""),
            lost_reason_id=values.get("lost_reason_id"),
            lines=lines,
            custom=values.get("custom", {}),
        )

    def _make_products(self, items: Sequence[Item]) -> None:
        """Products that deals name and nobody has: made at the price of the first deal, where this person may."""
        if not self.catalogue.may_make:
            return
        for item in items:
            text = item.values.get("product_name")
            if text:
                item.values["product"] = self.catalogue.found(text) or self.catalogue.made(
                    item,
                    {
                        "code": compact(text)[:60] or "product",
                        "name": text,
                        "price_minor": item.values.get("amount_minor", 0),
                        "currency": item.values["currency"],
                    },
                )

    def update(self, groups: dict[int, list[Item]]) -> None:
        """One by one: a deal that moves leaves its trace in history, board and orders."""
        self.companies.make_companies([item for group in groups.values() for item in group])
        for pk, group in groups.items():
            for item in group:
                if item.is_open:
                    self._change(pk, item)

    def _change(self, pk: int, item: Item) -> None:
        deal = Deal.objects.select_related("stage").get(pk=pk)
        names = ("name", "amount_minor", "expected_close", "person_id", "company_id", "owner_id", "source")
        new = {name: item.values[name] for name in names if item.values.get(name) not in (None, "")}
        new = {name: value for name, value in new.items() if getattr(deal, name) != value}
        item.before = {name: _plain(getattr(deal, name)) for name in new}
        if own := changed_customs(deal.custom, item.values):
            new["custom"] = item.values["custom"]
            item.before["custom"] = own
        try:
            stage_id = item.values["steps"][-1][0]
            if item.given.get("stage") and stage_id != deal.stage_id:
                item.before["stage_id"] = deal.stage_id
                if deal.is_closed:
                    services.move_deal(actor=self.actor, deal_id=pk, stage_id=stage_id)
            if new:
                services.edit_deal(actor=self.actor, deal_id=pk, fields=new)  # type: ignore[arg-type]  # fields of a deal
            if "stage_id" in item.before and not deal.is_closed:
                services.move_deal(actor=self.actor, deal_id=pk, stage_id=stage_id)
        except AccrueError as error:
            item.state, item.reason, item.before = "rejected", error.message[:400], None
            raise
        changed = Deal.objects.values_list("version", flat=True).get(pk=pk)
        item.state, item.record_id, item.version = "updated", pk, changed
        item.reason = "" if item.before else "Nothing was different."

    def conclude(self, items: Sequence[Item]) -> None:
        """Nothing follows."""


def _called(item: Item, product: str) -> str:
    parts = [item.given.get("company", ""), product]
    return (
        " – ".join(part for part in parts if part)[:160]
        or f"Deal {item.given.get('external_id', item.number)}"[:160]
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value

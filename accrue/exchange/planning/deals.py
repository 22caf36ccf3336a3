"""Deals with their way through the stages, dated as the file has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from rapidfuzz.distance import OSA

from accrue import clock
from accrue.accounts import access
from accrue.errors import AccrueError, Invalid
from accrue.exchange.converting import amount_of, day_of, moment_of
from accrue.exchange.options import Options
from accrue.exchange.planning.contacts import ContactDesk
from accrue.exchange.planning.item import Item, changed_customs, compact
from accrue.exchange.planning.links import Links, external
from accrue.money import Money
from accrue.money.currencies import is_currency
from accrue.products.models import Product
from accrue.products.services import import_products
from accrue.sales import services
from accrue.sales.models import Deal, LossReason, Stage, StageKind
from accrue.standards.text import checked_line

WON = {
    "won",
    "closedwon",
    "gewonnen",
    "gagne",
    "gagnee",
    "ganado",
    "ganada",
    "vinto",
    "wygrana",
    "ganho",
    "выиграна",
}
LOST = {
    "lost",
    "closedlost",
    "verloren",
    "perdu",
    "perdue",
    "perdido",
    "perdida",
    "perso",
    "przegrana",
    "проиграна",
}
EARLY = {
    "prospecting",
    "prospect",
    "new",
    "neu",
    "open",
    "lead",
    "leadin",
    "qualification",
    "appointmentscheduled",
    "nouveau",
    "nuevo",
}
MIDDLE = {
    "engaging",
    "engaged",
    "contacted",
    "contactmade",
    "qualified",
    "qualifiedtobuy",
    "needsanalysis",
    "demoscheduled",
    "perceptionanalysis",
    "valueproposition",
}
LATE = {
    "negotiation",
    "negotiationreview",
    "negotiationsstarted",
    "contractsent",
    "decisionmakerboughtin",
    "proposalpricequote",
    "proposalmade",
    "verhandlung",
}
ALIKE = 0.87


class DealDesk:
    def __init__(self, links: Links, options: Options) -> None:
        self.links, self.options, self.actor = links, options, links.actor
        stages = Stage.objects.select_related("pipeline").filter(pipeline__archived_at__isnull=True)
        self.stages = list(stages.order_by("pipeline__position", "pipeline_id", "position", "pk"))
        if options.pipeline_id:
            self.stages = [stage for stage in self.stages if stage.pipeline_id == options.pipeline_id]
        self.stages_by_id = {stage.pk: stage for stage in self.stages}
        self.reasons = {compact(reason.name): reason.pk for reason in LossReason.objects.all()}
        self.products: dict[str, Product] | None = None
        self.companies = ContactDesk("company", links, options)

    def prepare(self, item: Item) -> None:
        given, values = item.given, item.values
        self._take(item, "name", lambda text: checked_line(text, 160))
        self._take(item, "source", lambda text: checked_line(text, 60))
        self._take(item, "owner", self.links.owner, into="owner_id")
        self._take(item, "stage", self.stage)
        self._take(item, "expected_close", lambda text: day_of(text, self.options.dates))
        self._take(item, "opened_on", lambda text: _began(moment_of(text, self.options.dates)))
        self._take(item, "closed_on", lambda text: _began(moment_of(text, self.options.dates)))
        self._amount(item)
        if given.get("lost_reason"):
            values["lost_reason_id"] = self.reasons.get(compact(given["lost_reason"]))
        if not item.faults:
            self._steps(item)

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

    def stage(self, text: str) -> Stage:
        """The stage a text means: as said for this import, by its name, or by what it says of won and lost."""
        if text in self.options.stages and self.options.stages[text] in self.stages_by_id:
            return self.stages_by_id[self.options.stages[text]]
        name = compact(text)
        for stage in self.stages:
            if compact(stage.name) == name:
                return stage
        kind = StageKind.WON if name in WON else StageKind.LOST if name in LOST else None
        found = next((stage for stage in self.stages if kind and stage.kind == kind), None) or self._usual(
            name
        )
        if found is None:
            raise ValueError(f"There is no stage “{text[:60]}”. Say on the page before which one is meant.")
        return found

    def _usual(self, name: str) -> Stage | None:
        """What other systems usually call a stage at the beginning, after it, or before the end of the way."""
        first = next(iter(self.stages), None)
        ways = [
            one
            for one in self.stages
            if one.kind == StageKind.OPEN and one.pipeline == (first and first.pipeline)
        ]
        if not ways:
            return None
        place = (
            0
            if name in EARLY
            else min(1, len(ways) - 1)
            if name in MIDDLE
            else len(ways) - 1
            if name in LATE
            else None
        )
        return None if place is None else ways[place]

    def _steps(self, item: Item) -> None:
        """The way: opened in an open stage, then where it stands, when that was."""
        values = item.values
        stage = values.pop("stage", None)
        opened, closed = values.pop("opened_on", None), values.pop("closed_on", None)
        now = clock.now()
        if stage is None and item.given.get("stage") is not None and item.faults:
            return
        stage = stage or next((one for one in self.stages if one.kind == StageKind.OPEN), None)
        if stage is None:
            item.faults["stage"] = "There is no pipeline yet. Make one under Settings, Pipelines."
            return
        if not stage.is_closed and closed:
            values.setdefault("expected_close", closed.date())
            closed = None
        start = min(opened or closed or now, now)
        if opened and closed and closed < opened:
            item.faults["closed_on"] = "It was closed before it was opened."
            return
        values["steps"] = [(stage.pk, start)]
        if stage.is_closed:
            first = self._first_of(stage)
            end = min(closed or start, now)
            if end <= start:
                end = start + timedelta(seconds=1)
            values["steps"] = [(first.pk, start), (stage.pk, end)] if first else [(stage.pk, end)]

    def _first_of(self, stage: Stage) -> Stage | None:
        return next(
            (
                one
                for one in self.stages
                if one.pipeline_id == stage.pipeline_id and one.kind == StageKind.OPEN
            ),
            None,
        )

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
        """The product of that code or name, whatever its spelling; else one to be made, or its name alone."""
        text = item.given["product"]
        found = self._product(text)
        if found:
            item.values["product"] = found
            if text not in (found.name, found.code):
                self.links.variants["product", text, found.name] += 1
        else:
            item.values["product_name"] = text[:160]

    def _product(self, text: str) -> Product | None:
        if self.products is None:
            rows = access.visible(self.actor, Product.objects.all()).order_by("-archived_at", "-pk")
            self.products = {}
            for product in rows:
                self.products |= {compact(product.name): product, compact(product.code): product}
        name = compact(text)
        if name in self.products:
            return self.products[name]
        close = [
            (OSA.normalized_similarity(name, key), key)
            for key in self.products
            if abs(len(key) - len(name)) <= 2
        ]
        best = sorted(close, reverse=True)[:2]
        clear = best and best[0][0] >= ALIKE and _digits(best[0][1]) == _digits(name)
        clear = clear and (
            len(best) < 2 or best[1][0] < best[0][0] or self.products[best[1][1]] == self.products[best[0][1]]
        )
        return self.products[best[0][1]] if clear else None

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
        from accrue.accounts.models import User

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
        if not self.options.make_missing or not access.access_of(self.actor).may("product", "create"):
            return
        for item in items:
            text = item.values.get("product_name")
            if not text:
                continue
            found = self._product(text)
            if found is None:
                found = self._made_product(item, text)
            elif text != found.name:
                self.links.variants["product", text, found.name] += 1
            item.values["product"] = found

    def _made_product(self, item: Item, text: str) -> Product:
        code = compact(text)[:60] or "product"
        row: Any = {
            "code": code,
            "name": text,
            "price_minor": item.values.get("amount_minor", 0),
            "currency": item.values["currency"],
        }
        product = import_products(actor=self.actor, rows=[row])[0]
        item.made.append(("product", product.pk))
        self.products = (self.products or {}) | {compact(text): product, compact(code): product}
        return product

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


def _began(moment: datetime) -> datetime:
    """A day without an hour begins at noon here: the same day in every office."""
    if moment.time() == time(0):
        return timezone.make_aware(datetime.combine(moment.date(), time(12)))
    return moment


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value

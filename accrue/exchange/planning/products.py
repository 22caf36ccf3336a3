"""Products."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models.functions import Lower

from accrue.accounts import access
from accrue.errors import AccrueError, Invalid
from accrue.exchange.converting import amount_of
from accrue.exchange.options import Options
from accrue.exchange.planning.item import Item, changed_customs, compact
from accrue.exchange.planning.links import Links, by_name, external
from accrue.money import Money
from accrue.money.currencies import is_currency
from accrue.products import services
from accrue.products.models import Product


class ProductDesk:
    def __init__(self, links: Links, options: Options) -> None:
        self.links, self.options, self.actor = links, options, links.actor

    def prepare(self, item: Item) -> None:
        given, values = item.given, item.values
        for name in ("name", "code"):
            if given.get(name):
                values[name] = given[name]
        named = ""
        amounts = {}
        for name in ("price", "cost"):
            if given.get(name):
                try:
                    amounts[name], sign = amount_of(given[name])
                    named = named or sign
                except ValueError as error:
                    item.faults[name] = str(error)
        currency = given.get("currency", "").upper() or named or self.options.currency or "EUR"
        if not is_currency(currency):
            item.faults["currency"] = "This is no currency. Use a three-letter code such as EUR."
            return
        for name, amount in amounts.items():
            try:
                values[f"{name}_minor"] = Money.of(amount, currency).minor
            except Invalid as error:
                item.faults[name] = error.message
        if amounts or given.get("currency"):
            values["currency"] = currency

    def link(self, items: Sequence[Item]) -> None:
        """A product names no other record."""

    def find(self, items: Sequence[Item]) -> None:
        key = self.options.key
        texts = [item.given[key] for item in items if key and item.given.get(key)]
        rows = access.visible(self.actor, Product.objects.all())
        found: dict[str, int] = {}
        if key == "code" and texts:
            codes = {text.lower() for text in texts}
            by_code = rows.alias(c=Lower("code")).filter(c__in=codes).values_list("pk", "code")
            low = {code.lower(): pk for pk, code in by_code}
            found = {text: low[text.lower()] for text in texts if text.lower() in low}
        elif key == "name" and texts:
            found = {name: pks[0] for name, pks in by_name(self.actor, Product, texts).items()}
        elif key == "external_id" and texts:
            found = external(self.actor, "product", self.options.system, texts)
        elif key == "accrue_id" and texts:
            numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 18]
            found = {str(pk): pk for pk in rows.filter(pk__in=numbers).values_list("pk", flat=True)}
        for item in items:
            pk = found.get(item.given.get(key, ""))
            if pk:
                item.match, item.likely = pk, "A product here is called so."

    def identities(self, item: Item) -> list[str]:
        text = item.given.get(self.options.key, "") if self.options.key else ""
        code = item.values.get("code") or compact(item.values.get("name", ""))
        return [f"key:{text.casefold()}"] * bool(text) + [f"code:{code.casefold()}"] * bool(code)

    def look_alike(self, items: Sequence[Item]) -> None:
        """Another spelling of a name here is the same product."""
        names = {
            compact(name): (pk, name)
            for pk, name in access.visible(self.actor, Product.objects.all()).values_list("pk", "name")
        }
        for item in items:
            name = item.values.get("name", "")
            if name and compact(name) in names:
                item.match, here = names[compact(name)]
                item.likely = f"The product “{here}” is spelt nearly so."
                self.links.variants["product", name, here] += 1

    def create(self, items: Sequence[Item]) -> None:
        rows: list[Any] = [
            {
                "code": compact(item.values.get("name", ""))[:60],
                "name": item.values.get("code", ""),
                "price_minor": 0,
            }
            | {"currency": self.options.currency or "EUR"}
            | item.values
            for item in items
        ]
        for item, product in zip(items, services.import_products(actor=self.actor, rows=rows), strict=True):
            item.state, item.record_id, item.version = "created", product.pk, product.version

    def update(self, groups: dict[int, list[Item]]) -> None:
        for pk, group in groups.items():
            for item in (one for one in group if one.is_open):
                product = Product.objects.get(pk=pk)
                new = {k: v for k, v in item.values.items() if getattr(product, k) != v and k != "custom"}
                item.before = {name: getattr(product, name) for name in new}
                if changed := changed_customs(product.custom, item.values):
                    new["custom"] = item.values["custom"]
                    item.before["custom"] = changed
                try:
                    done = services.edit_product(
                        actor=self.actor, product_id=pk, version=product.version, **new
                    )
                except AccrueError as error:
                    item.state, item.reason, item.before = "rejected", error.message[:400], None
                    raise
                item.state, item.record_id, item.version = "updated", pk, done.version
                item.reason = "" if new else "Nothing was different."

    def conclude(self, items: Sequence[Item]) -> None:
        """Nothing follows."""

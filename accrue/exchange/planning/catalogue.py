"""The products that a file names: found by code or name whatever their spelling, made where wanted."""

from __future__ import annotations

from typing import Any

from rapidfuzz.distance import OSA

from accrue.accounts import access
from accrue.exchange.planning.item import Item, compact
from accrue.exchange.planning.links import Links
from accrue.products.models import Product
from accrue.products.services import import_products

ALIKE = 0.87


class Catalogue:
    """Read once for the rows of one import."""

    def __init__(self, links: Links) -> None:
        self.links, self.actor, self.options = links, links.actor, links.options
        self.products: dict[str, Product] | None = None

    @property
    def may_make(self) -> bool:
        """Whether products that are not there are to be made, and this person may."""
        return self.options.make_missing and access.access_of(self.actor).may("product", "create")

    def found(self, text: str) -> Product | None:
        """The product of that code or name, or the only one spelt nearly so; told where it is spelt otherwise."""
        product = self._called(compact(text))
        if product and text not in (product.name, product.code):
            self.links.variants["product", text, product.name] += 1
        return product

    def _called(self, name: str) -> Product | None:
        products = self._read()
        if name in products:
            return products[name]
        close = [
            (OSA.normalized_similarity(name, key), key) for key in products if abs(len(key) - len(name)) <= 2
        ]
        best = sorted(close, reverse=True)[:2]
        clear = best and best[0][0] >= ALIKE and _digits(best[0][1]) == _digits(name)
        clear = clear and (
            len(best) < 2 or best[1][0] < best[0][0] or products[best[1][1]] == products[best[0][1]]
        )
        return products[best[0][1]] if clear else None

    def _read(self) -> dict[str, Product]:
        if self.products is None:
            rows = access.visible(self.actor, Product.objects.all()).order_by("-archived_at", "-pk")
            self.products = {}
            for product in rows:
                self.products |= {compact(product.name): product, compact(product.code): product}
        return self.products

    def made(self, item: Item, row: dict[str, Any]) -> Product:
        """A new product, which the item then has made."""
        product: Product = import_products(actor=self.actor, rows=[row])[0]  # type: ignore[list-item]  # a row of it
        item.made.append(("product", product.pk))
        known = {compact(product.name): product, compact(product.code): product}
        self.products = self._read() | known
        return product


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())

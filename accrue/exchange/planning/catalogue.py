"""The products that a file names: found by code or name whatever their spelling, made where wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from accrue.accounts import access
from accrue.exchange.planning.item import Item, compact, folded
from accrue.exchange.planning.links import Links
from accrue.products.models import Product
from accrue.products.services import import_products

ALIKE = 0.87


class Catalogue:
    """Read once for the rows of one import."""

    def __init__(self, links: Links) -> None:
        self.links, self.actor, self.options = links, links.actor, links.options
        self.products: dict[str, Product] | None = None
        self.codes: dict[str, Product] = {}
        self.nearest: dict[str, Product | None] = {}

    @property
    def may_make(self) -> bool:
        """Whether products that are not there are to be made, and this person may."""
        return self.options.make_missing and access.access_of(self.actor).may("product", "create")

    def found(self, text: str, *, told: bool = True) -> Product | None:
        """The product of that code or name, or the only one spelt nearly so; told where it is spelt otherwise."""
        product = self._read().get(compact(text)) or self._near(text)
        if product and told and text not in (product.name, product.code):
            self.links.variants["product", text, product.name] += 1
        return product

    def coded(self, code: str, name: str) -> Product | None:
        """The product of that code, exactly but for case and signs; else one of that name that was made without a code."""
        products = self._read()
        if found := self.codes.get(compact(code)):
            return found
        called = products.get(compact(name)) if name else None
        return called if called and called.code == compact(called.name)[:60] else None

    def _near(self, text: str) -> Product | None:
        """The only product spelt nearly so. Digits and words as short as a size tell two products apart."""
        if text not in self.nearest:
            self.nearest[text] = self._nearly(compact(text), text)
        return self.nearest[text]

    def _nearly(self, name: str, text: str) -> Product | None:
        products = self._read()
        scored = process.extract(
            name, list(products), scorer=OSA.normalized_similarity, score_cutoff=ALIKE, limit=2
        )
        best = [(score, products[key], key) for key, score, _ in scored if abs(len(key) - len(name)) <= 2]
        if not best or (len(best) > 1 and best[1][0] == best[0][0] and best[1][1] != best[0][1]):
            return None
        _, product, key = best[0]
        tells = _digits(key) == _digits(name) and (
            key == compact(product.code) or _short(product.name) == _short(text)
        )
        return product if tells else None

    def _read(self) -> dict[str, Product]:
        if self.products is None:
            rows = access.visible(self.actor, Product.objects.all()).order_by("-archived_at", "-pk")
            self.products = {}
            for product in rows:
                self._know(self.products, product)
        return self.products

    def made(self, item: Item, row: dict[str, Any]) -> Product:
        """A new product, which the item then has made."""
        return self.made_many([(item, row)])[0]

    def made_many(self, rows: Sequence[tuple[Item, dict[str, Any]]]) -> list[Product]:
        """New products, each made by its item."""
        given: list[Any] = [row for _, row in rows]
        made = import_products(actor=self.actor, rows=given)
        self.products, self.nearest = dict(self._read()), {}
        for (item, _), product in zip(rows, made, strict=True):
            item.made.append(("product", product.pk))
            self._know(self.products, product)
        return made

    def _know(self, products: dict[str, Product], product: Product) -> None:
        products |= {compact(product.name): product, compact(product.code): product}
        self.codes[compact(product.code)] = product


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _short(text: str) -> list[str]:
    """Words of three letters at most, which are sizes and the like."""
    return sorted(word for word in folded(text).replace("-", " ").split() if len(word) <= 3)

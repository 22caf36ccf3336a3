"""What was bought: products found by their code or name, made where wanted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from accrue.billing.services import SoldLine
from accrue.errors import Invalid
from accrue.exchange.planning.catalogue import Catalogue
from accrue.exchange.planning.item import Item, compact
from accrue.exchange.planning.links import Links
from accrue.money import Money
from accrue.money.selectors import convert
from accrue.products.models import Product


class Goods:
    def __init__(self, links: Links) -> None:
        self.catalogue = Catalogue(links)

    def put(self, items: Sequence[Item]) -> None:
        """Give the lines of each order their products, with the cost that these have where the file says none."""
        wanting: dict[str, tuple[Item, SoldLine, str, str]] = {}
        for item in items:
            for row, line in item.values["lines"]:
                code, name = self._named(item, row)
                if (code or name) and self._found(code, name) is None:
                    wanting.setdefault(compact(code) or compact(name), (item, line, code, name))
        self._make([one for key, one in wanting.items() if key])
        for item in items:
            item.values["lines"] = [
                (row, self._with_product(item, row, line)) for row, line in item.values["lines"]
            ]

    @staticmethod
    def _named(item: Item, row: Item | None) -> tuple[str, str]:
        if row is None:
            return "", ""
        return row.given.get("product_code", ""), row.given.get("product", "")

    def _found(self, code: str, name: str, *, told: bool = False) -> Product | None:
        if code:
            return self.catalogue.coded(code, name)
        return self.catalogue.found(name, told=told) if name else None

    def _make(self, wanted: Sequence[tuple[Item, SoldLine, str, str]]) -> None:
        if wanted and self.catalogue.may_make:
            rows: list[tuple[Item, dict[str, Any]]] = []
            for item, line, code, name in wanted:
                row = {
                    "code": (code or compact(name))[:60],
                    "name": (name or code)[:200],
                    "price_minor": max(0, line.unit_price_minor),
                    "currency": item.values["currency"],
                }
                rows.append((item, row))
            self.catalogue.made_many(rows)

    def _with_product(self, item: Item, row: Item | None, line: SoldLine) -> SoldLine:
        code, name = self._named(item, row)
        product = self._found(code, name, told=True) if code or name else None
        if product is None:
            return line
        cost = line.cost_minor
        if cost is None:
            cost = _cost(product, line, item.values["currency"], item.values["ordered_at"].date())
        return SoldLine(
            name=(name or product.name)[:160],
            amount_minor=line.amount_minor,
            unit_price_minor=line.unit_price_minor,
            quantity=line.quantity,
            cost_minor=cost,
            product_id=product.pk,
            is_cost_given=line.is_cost_given,
        )


def _cost(product: Product, line: SoldLine, currency: str, day: date) -> int | None:
    """What the line costs by the product's cost, at that day's rate; None where that is not known."""
    if product.cost_minor is None:
        return None
    try:
        one = convert(Money(product.cost_minor, product.currency), currency, day)
    except Invalid:
        return None
    return one.times(line.quantity).minor

"""What this area declares to the floors below."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accrue.accounts.access import granted
from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.accounts.rest import actor_of
from accrue.filters.custom.layouts import Built, register_details
from accrue.filters.custom.records import Keeper, register_keeper
from accrue.filters.selection import register_rows
from accrue.filters.using import used_first
from accrue.products import editing, filter_fields, lists  # noqa: F401  # registers
from accrue.ui import commands, navigation

if TYPE_CHECKING:
    from accrue.accounts.models import User
    from accrue.products.models import Product


def found_products(request: HttpRequest, q: str) -> Iterator[commands.Result]:
    from accrue.products.selectors import products

    def by_name(found: QuerySet[Product]) -> QuerySet[Product]:
        return found.order_by("sort_name", "pk")[: commands.PER_SOURCE]

    found = products(actor_of(request), query=q)
    return products_named(used_first(request, "product", found, commands.PER_SOURCE, by_name))


def products_of_ids(request: HttpRequest, ids: Collection[int]) -> Iterator[commands.Result]:
    from accrue.products.selectors import products

    return products_named(products(actor_of(request)).filter(pk__in=ids))


def products_named(found: Iterable[Product]) -> Iterator[commands.Result]:
    for product in found:
        url = reverse("products:product", args=[product.pk])
        yield commands.Result(product.name, url, "package", product.code, product.pk)


declare_kind(
    RecordKind(
        "product",
        "Product",
        "Products",
        "products.Product",
        owner=None,
        team=None,
        fields=("price_minor", "cost_minor"),
        url_name="products:product",
    )
)
may_see = granted("see", "product")
navigation.register(
    navigation.NavItem("Records", "products", "Products", "package", "products:products", "g t", 60, may_see)
)
commands.register(
    commands.Command("New product", "package", "/products/new/", "", 40, granted("create", "product"))
)
commands.register_search(
    commands.Source("products", "Products", found_products, 60, may_see, "product", products_of_ids)
)


def _products(actor: User, q: str, archived: bool) -> QuerySet[Any]:
    from accrue.products.selectors import products

    return products(actor, query=q, archived=archived)


register_rows("product", _products)


def _product_found(actor: User, record_id: int) -> Any:
    from accrue.products import selectors

    return selectors.product(actor, record_id)


def _product_customised(actor: User, record_id: int, version: int, custom: dict[str, Any]) -> None:
    from accrue.products import services

    services.edit_product(actor=actor, product_id=record_id, version=version, custom=custom)


register_keeper("product", Keeper(_product_found, _product_customised))
register_details(
    "product",
    Built("code", "Code", is_kept=True),
    Built("name", "Name", is_kept=True),
    Built("price_minor", "Price", is_kept=True),
    Built("cost_minor", "Unit cost"),
    Built("created", "Added"),
)

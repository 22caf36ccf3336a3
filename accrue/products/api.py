from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.accounts.rest.records import Entries, entries, version_of
from accrue.filters.custom.rest import Custom, CustomOut, with_custom
from accrue.filters.custom.sorting import custom_sorts
from accrue.filters.rest import Filter, filtered
from accrue.products import selectors, services
from accrue.products.models import Product

router = Router(tags=["Products"])
SORTS = {"name": "sort_name", "code": "code", "created": "created_at"}
OPEN = ("code", "name", "currency", "created_at", "archived_at", "version")


class ProductOut(Schema):
    """A product. Prices are net, in minor units of `currency`; what your role hides is left out."""

    id: int
    code: str
    name: str
    price_minor: int = 0
    cost_minor: int | None = None
    currency: str
    created_at: datetime
    archived_at: datetime | None
    version: int
    custom: CustomOut = {}


class NewProduct(Body):
    code: str
    name: str
    price_minor: int
    cost_minor: int | None = None
    currency: str
    custom: Custom = {}


class ProductChange(Body):
    """Only what is sent changes. `version` is the one you saw; instead it may come as If-Match."""

    code: str = ""
    name: str = ""
    price_minor: int = 0
    cost_minor: int | None = None
    currency: str = ""
    custom: Custom = {}
    version: int | None = None


def out(actor: User, product: Product) -> dict[str, Any]:
    hides = access.access_of(actor).hides
    prices = [name for name in ("price_minor", "cost_minor") if not hides("product", name)]
    return {"id": product.pk, **{name: getattr(product, name) for name in (*OPEN, *prices)}}


def whole(actor: User, product: Product) -> dict[str, Any]:
    return with_custom(actor, "product", [(product, out(actor, product))])[0]


@router.get("", response={200: Page[ProductOut]}, exclude_unset=True)
def list_products(
    request: HttpRequest,
    q: Annotated[str, Field(max_length=120, description="Any part of code or name.")] = "",
    archived: bool = False,
    filter: Filter = "",
    sort: Annotated[
        str, Field(description="name, code, created or custom_<key> of your own; with - before it downwards.")
    ] = "name",
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    actor = actor_of(request)
    access.require(actor, "see", "product")
    found = selectors.products(actor, query=q, archived=archived).defer("search_text", "search_trigrams")
    found = filtered(actor, "product", found, filter)
    sorts = SORTS | custom_sorts(actor, "product")
    rows, following = page_of(found, sort=sort, sorts=sorts, cursor=cursor, limit=limit)
    items = with_custom(actor, "product", [(product, out(actor, product)) for product in rows])
    return {"items": items, "next": following}


@router.post("", response={201: ProductOut}, exclude_unset=True)
def create_product(request: HttpRequest, body: NewProduct) -> Status[dict[str, Any]]:
    actor = actor_of(request)
    return Status(201, whole(actor, services.create_product(actor=actor, **body.dict(exclude_unset=True))))


@router.get("/{int:product_id}", response={200: ProductOut}, exclude_unset=True)
def get_product(request: HttpRequest, product_id: int, response: HttpResponse) -> dict[str, Any]:
    actor = actor_of(request)
    product = selectors.product(actor, product_id)
    response["ETag"] = f'"{product.version}"'
    return whole(actor, product)


@router.patch(
    "/{int:product_id}",
    response={200: ProductOut},
    exclude_unset=True,
)
def edit_product(request: HttpRequest, product_id: int, body: ProductChange) -> dict[str, Any]:
    actor = actor_of(request)
    access.require(actor, "edit", selectors.product(actor, product_id))
    given = body.dict(exclude_unset=True)
    version = version_of(request, given.pop("version", None))
    return whole(actor, services.edit_product(actor=actor, product_id=product_id, version=version, **given))


@router.post("/{int:product_id}/archive", response={200: ProductOut}, exclude_unset=True)
def archive_product(request: HttpRequest, product_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    return whole(actor, services.archive_product(actor=actor, product_id=product_id))


@router.post("/{int:product_id}/restore", response={200: ProductOut}, exclude_unset=True)
def restore_product(request: HttpRequest, product_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    return whole(actor, services.restore_product(actor=actor, product_id=product_id))


@router.get("/{int:product_id}/timeline", response={200: Entries})
def product_timeline(
    request: HttpRequest, product_id: int, group: str = "", older: str | None = None
) -> Entries:
    actor = actor_of(request)
    selectors.product(actor, product_id)
    return entries(actor, "product", product_id, group=group, older=older)

"""Questions about products."""

from __future__ import annotations

from django.db.models import QuerySet

from accrue.accounts import access
from accrue.accounts.kinds import Level, kind_called
from accrue.accounts.models import User
from accrue.errors import Missing
from accrue.filters.custom.searching import searched
from accrue.products.models import SEARCH, Product


def products(actor: User, *, query: str = "", archived: bool = False) -> QuerySet[Product]:
    """The products this user may see, in no order; `query` is any part of code or name."""
    found = access.visible(actor, Product.objects.filter(archived_at__isnull=not archived))
    return searched(actor, "product", found, query, columns=SEARCH)


def product(actor: User, product_id: int) -> Product:
    """One product, archived or not. Raises Missing."""
    record = access.visible(actor, Product.objects.filter(pk=product_id)).first()
    if record is None:
        raise Missing
    return record


def writable_details(actor: User) -> set[str]:
    """The details that may carry a level and that no role of this user keeps from being written."""
    allowed = access.access_of(actor)
    return {name for name in kind_called("product").fields if allowed.level("product", name) is Level.WRITE}

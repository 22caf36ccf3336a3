from __future__ import annotations

from django.db.models import QuerySet

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.contacts.models import COMPANY_SEARCH, Company
from accrue.contacts.selectors.hiding import hidden_details
from accrue.errors import Missing
from accrue.filters.search import matching


def companies(
    actor: User, *, query: str = "", owner_id: int | None = None, archived: bool = False
) -> QuerySet[Company]:
    """The companies this user may see, in no order; `query` is any part of name, domain, e-mail or phone."""
    found = access.visible(actor, Company.objects.filter(archived_at__isnull=not archived))
    if owner_id is not None:
        found = found.filter(owner_id=owner_id)
    return matching(found, query, columns=COMPANY_SEARCH, hidden=hidden_details(actor, "company"))


def company(actor: User, company_id: int) -> Company:
    """One company with its owner at hand, archived or not. Raises Missing."""
    found = access.visible(actor, Company.objects.filter(pk=company_id)).select_related("owner", "team")
    record = found.first()
    if record is None:
        raise Missing
    return record


def companies_called(actor: User, query: str, most: int = 8) -> list[Company]:
    """A few to choose from while somebody types a name."""
    return list(companies(actor, query=query).order_by("sort_name", "pk")[:most])

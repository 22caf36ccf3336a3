from __future__ import annotations

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.contacts.models import COMPANY_SEARCH, Company
from accrue.contacts.selectors.hiding import hidden_details
from accrue.contacts.selectors.merged import standing, standing_ids, with_formers
from accrue.errors import Invalid
from accrue.filters.custom.searching import searched
from accrue.filters.search import Folded
from accrue.standards.domains import checked_domain
from accrue.standards.text import tidy

SEPARATOR = " · "


def companies(
    actor: User, *, query: str = "", owner_id: int | None = None, archived: bool = False
) -> QuerySet[Company]:
    """The companies this user may see, in no order; `query` is any part of name, domain, e-mail or phone."""
    found = access.visible(
        actor, Company.objects.filter(archived_at__isnull=not archived, merged_into__isnull=True)
    )
    if owner_id is not None:
        found = found.filter(owner_id=owner_id)
    hidden = hidden_details(actor, "company")
    return searched(actor, "company", found, query, columns=COMPANY_SEARCH, hidden=hidden)


def company(actor: User, company_id: int) -> Company:
    """One company with its owner at hand, archived or not. Raises Missing.

    The id of one that was merged away is that of the company which stands for it now.
    """
    found = access.visible(actor, with_formers(Company.objects.select_related("owner", "team")))
    return standing(found, "company", company_id)


def companies_called(actor: User, query: str, most: int = 8) -> list[Company]:
    """A few to choose from while somebody types a name."""
    return list(companies(actor, query=query).order_by("sort_name", "pk")[:most])


def company_named(actor: User, typed: str) -> Company | None:
    """The company called exactly so, or “name · domain” as lists offer it. Raises Invalid where several are."""
    name, _, domain = (part.strip() for part in typed.partition(SEPARATOR))
    same = access.visible(
        actor, Company.objects.filter(sort_name=Folded(Value(tidy(name))), archived_at__isnull=True)
    )
    if domain:
        same = same.filter(domain__iexact=domain)
    found = list(same.order_by("pk")[:2])
    if len(found) > 1:
        message = (
            f"Several companies are called “{name}”. Choose the one you mean from the list, by its website."
        )
        raise Invalid("contacts.company_ambiguous", message, fields={"company": message})
    return found[0] if found else None


def label_of(company: Company) -> str:
    """How a company is offered and typed: the name, with its website where that tells two apart."""
    return f"{company.name}{SEPARATOR}{company.domain}" if company.domain else company.name


def companies_like(actor: User, *, name: str, domain: str, most: int = 3) -> list[Company]:
    """Companies of the same name or website, archived too: what a warning about duplicates may show this user.

    Also those which stand for such a company since a merge.
    """
    same = Q(sort_name=Folded(Value(tidy(name)))) if name.strip() else Q(pk__in=[])
    try:
        site = checked_domain(domain)
    except ValueError:
        site = ""
    if site:
        same |= Q(pk__in=Company.objects.alias(site=Lower("domain")).filter(site=site).values("pk"))
    kept = Company.objects.filter(pk__in=standing_ids(Company.objects.filter(same)))
    return list(access.visible(actor, kept).order_by("pk")[:most])

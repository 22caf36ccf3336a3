from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Lower

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.contacts.models import PERSON_SEARCH, Company, Person
from accrue.contacts.selectors.hiding import hidden_details
from accrue.contacts.selectors.merged import standing, standing_ids, with_formers
from accrue.filters.custom.searching import searched


def people(
    actor: User, *, query: str = "", owner_id: int | None = None, archived: bool = False
) -> QuerySet[Person]:
    """The people this user may see, in no order; `query` is any part of name, e-mail or phone."""
    found = access.visible(
        actor, Person.objects.filter(archived_at__isnull=not archived, merged_into__isnull=True)
    )
    if owner_id is not None:
        found = found.filter(owner_id=owner_id)
    hidden = hidden_details(actor, "person")
    return searched(actor, "person", found, query, columns=PERSON_SEARCH, hidden=hidden)


def person(actor: User, person_id: int) -> Person:
    """One person with company and owner at hand, archived or not. Raises Missing.

    The id of somebody who was merged away is that of whoever stands for them now.
    """
    found = access.visible(actor, with_formers(Person.objects.select_related("company", "owner", "team")))
    return standing(found, "person", person_id)


def people_of(actor: User, company: Company) -> QuerySet[Person]:
    """Who works there, as far as this user may see them."""
    found = access.visible(actor, Person.objects.filter(company=company, archived_at__isnull=True))
    return found.order_by("sort_name", "pk")


def people_with_email(actor: User, email: str) -> QuerySet[Person]:
    """Everybody, archived too, with this address: what a warning about duplicates may show this user.

    Also who stands for somebody with this address since a merge.
    """
    if not email.strip() or access.access_of(actor).hides("person", "email"):
        return Person.objects.none()
    same = Person.objects.alias(lower_email=Lower("email")).filter(lower_email=email.strip().lower())
    return access.visible(actor, Person.objects.filter(pk__in=standing_ids(same))).order_by("pk")

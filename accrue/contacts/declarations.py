"""What this area declares to the floors below."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accrue.accounts.access import access_of, granted
from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.accounts.rest import actor_of
from accrue.contacts import editing, filter_fields, lists  # noqa: F401  # registers
from accrue.contacts.details import COMPANY, PERSON
from accrue.filters.custom.layouts import Built, register_details
from accrue.filters.custom.records import Keeper, register_keeper
from accrue.filters.selection import register_rows
from accrue.filters.using import used_first
from accrue.ui import commands, navigation, panels
from accrue.ui.scanning import glance

if TYPE_CHECKING:
    from accrue.accounts.models import User
    from accrue.contacts.models import Company, Person


def found_people(request: HttpRequest, q: str) -> Iterator[commands.Result]:
    from accrue.contacts.selectors import people

    found = people(actor_of(request), query=q)
    return people_named(request, used_first(request, "person", found, commands.PER_SOURCE, _by_name))


def people_of_ids(request: HttpRequest, ids: Collection[int]) -> Iterator[commands.Result]:
    from accrue.contacts.selectors import people

    return people_named(request, people(actor_of(request)).filter(pk__in=ids))


def people_named(request: HttpRequest, found: Iterable[Person]) -> Iterator[commands.Result]:
    hides_email = access_of(actor_of(request)).hides("person", "email")
    for person in found:
        note = person.job_title if hides_email else person.email
        url = reverse("contacts:person", args=[person.pk])
        yield commands.Result(person.full_name, url, "user", note, person.pk)


def found_companies(request: HttpRequest, q: str) -> Iterator[commands.Result]:
    from accrue.contacts.selectors import companies

    found = companies(actor_of(request), query=q)
    return companies_named(request, used_first(request, "company", found, commands.PER_SOURCE, _by_name))


def companies_of_ids(request: HttpRequest, ids: Collection[int]) -> Iterator[commands.Result]:
    from accrue.contacts.selectors import companies

    return companies_named(request, companies(actor_of(request)).filter(pk__in=ids))


def companies_named(request: HttpRequest, found: Iterable[Company]) -> Iterator[commands.Result]:
    hides_domain = access_of(actor_of(request)).hides("company", "domain")
    for company in found:
        note = "" if hides_domain else company.domain
        url = reverse("contacts:company", args=[company.pk])
        yield commands.Result(company.name, url, "building-2", note, company.pk)


def _by_name[M: Model](found: QuerySet[M]) -> list[M]:
    return glance(found, "sort_name", commands.PER_SOURCE)


PERSON_FIELDS = (*(detail.name for detail in PERSON if detail.has_level), "company", "owner")
COMPANY_FIELDS = (*(detail.name for detail in COMPANY if detail.has_level), "owner")
declare_kind(
    RecordKind(
        "person", "Person", "People", "contacts.Person", fields=PERSON_FIELDS, url_name="contacts:person"
    )
)
declare_kind(
    RecordKind(
        "company",
        "Company",
        "Companies",
        "contacts.Company",
        fields=COMPANY_FIELDS,
        url_name="contacts:company",
    )
)
may_see_people, may_see_companies = granted("see", "person"), granted("see", "company")
navigation.register(
    navigation.NavItem(
        "Records",
        "companies",
        "Companies",
        "building-2",
        "contacts:companies",
        "g c",
        20,
        may_see_companies,
        True,
    )
)
navigation.register(
    navigation.NavItem(
        "Records", "people", "People", "users", "contacts:people", "g p", 30, may_see_people, True
    )
)
commands.register(
    commands.Command("New person", "user-plus", "/people/new/", "", 10, granted("create", "person"))
)
commands.register(
    commands.Command("New company", "building-2", "/companies/new/", "", 20, granted("create", "company"))
)
commands.register_search(
    commands.Source("people", "People", found_people, 10, may_see_people, "person", people_of_ids)
)
commands.register_search(
    commands.Source(
        "companies", "Companies", found_companies, 20, may_see_companies, "company", companies_of_ids
    )
)
panels.register(panels.Panel("company", "people", "People", "contacts:company_people", 20, may_see_people))


def _people(actor: User, q: str, archived: bool) -> QuerySet[Any]:
    from accrue.contacts.selectors import people

    return people(actor, query=q, archived=archived)


def _companies(actor: User, q: str, archived: bool) -> QuerySet[Any]:
    from accrue.contacts.selectors import companies

    return companies(actor, query=q, archived=archived)


register_rows("person", _people)
register_rows("company", _companies)


def _person_found(actor: User, record_id: int) -> Any:
    from accrue.contacts import selectors

    return selectors.person(actor, record_id)


def _person_customised(actor: User, record_id: int, version: int, custom: dict[str, Any]) -> None:
    from accrue.contacts import services

    services.edit_person(actor=actor, person_id=record_id, version=version, custom=custom)


register_keeper("person", Keeper(_person_found, _person_customised))


def _company_found(actor: User, record_id: int) -> Any:
    from accrue.contacts import selectors

    return selectors.company(actor, record_id)


def _company_customised(actor: User, record_id: int, version: int, custom: dict[str, Any]) -> None:
    from accrue.contacts import services

    services.edit_company(actor=actor, company_id=record_id, version=version, custom=custom)


register_keeper("company", Keeper(_company_found, _company_customised))
OWNER = Built("owner", "Owner")
register_details(
    "person",
    *(Built(one.name, one.label, is_kept=not one.has_level) for one in PERSON[:5]),
    Built("company", "Company"),
    *(Built(one.name, one.label) for one in PERSON[5:]),
    OWNER,
)
register_details(
    "company", *(Built(one.name, one.label, is_kept=not one.has_level) for one in COMPANY), OWNER
)

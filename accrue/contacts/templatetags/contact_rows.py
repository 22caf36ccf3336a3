"""The rows of the lists of people and companies. Drawn by hand: fifty of them are the larger part of a list's cost."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from accrue.accounts.record_pages import Shown
from accrue.contacts.models import Company, Contact, Person
from accrue.ui.said import day, rows, text
from accrue.ui.templatetags.ui import avatar, icon

register = template.Library()


@register.simple_tag
def people_rows(people: Iterable[Person], shown: Shown, archived: bool) -> SafeString:
    """One row a person, with the columns that may be seen; where `archived`, with a way back instead of the age."""
    sees = {name: shown[name] for name in ("job_title", "company", "email", "phone", "owner")}
    return rows(_person(person, sees, archived) for person in people)


@register.simple_tag
def company_rows(companies: Iterable[Company], shown: Shown, archived: bool) -> SafeString:
    sees = {name: shown[name] for name in ("domain", "industry", "city", "phone", "owner")}
    return rows(_company(company, sees, archived) for company in companies)


def _person(person: Person, sees: dict[str, bool], archived: bool) -> str:
    name, company = text(person.full_name), person.company
    job = (
        f'<span class="text-xs text-muted truncate max-sm:hidden">{text(person.job_title)}</span>'
        if sees["job_title"] and person.job_title
        else ""
    )
    works_at = (
        f'<a class="hover:underline" href="/companies/{company.pk}/">{text(company.name)}</a>'
        if company
        else ""
    )
    return (
        f'<tr class="is-row" id="row-{person.pk}"><td><span class="flex items-center gap-2 min-w-48">{avatar(person)}'
        f'<a class="row-link" data-step href="/people/{person.pk}/">{name}</a>{job}</span></td>'
        + (f"<td>{works_at}</td>" if sees["company"] else "")
        + (f"<td>{text(person.email)}</td>" if sees["email"] else "")
        + _ending(person, "people", name, sees, archived)
    )


def _company(company: Company, sees: dict[str, bool], archived: bool) -> str:
    name = text(company.name)
    return (
        f'<tr class="is-row" id="row-{company.pk}"><td><span class="flex items-center gap-2 min-w-48">'
        f'{avatar(company, "", True)}<a class="row-link" data-step href="/companies/{company.pk}/">{name}</a></span></td>'
        + (f"<td>{text(company.domain)}</td>" if sees["domain"] else "")
        + (f"<td>{text(company.industry)}</td>" if sees["industry"] else "")
        + (f"<td>{text(company.city)}</td>" if sees["city"] else "")
        + _ending(company, "companies", name, sees, archived)
    )


def _ending(record: Contact, place: str, name: str, sees: dict[str, bool], archived: bool) -> str:
    """Phone, owner and age, in which both lists end."""
    restore = (
        f'<button type="button" class="btn btn-plain btn-sm" aria-label="Restore {name}" '
        f'hx-post="/{place}/{record.pk}/restore/" hx-vals=\'{{"from":"list"}}\' hx-swap="none">'
        f"{icon('archive-restore')}Restore</button>"
        if archived
        else ""
    )
    return (
        (f'<td class="whitespace-nowrap">{text(record.phone)}</td>' if sees["phone"] else "")
        + (f'<td class="whitespace-nowrap">{text(record.owner)}</td>' if sees["owner"] else "")
        + f'<td class="whitespace-nowrap">{restore or day(record.created_at)}</td></tr>'
    )

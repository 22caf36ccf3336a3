"""The lists of people and companies: their columns and the views that come with them.

Cells are drawn by hand: fifty rows of them are the larger part of a list's cost.
"""

from __future__ import annotations

from accrue.accounts.access import access_of
from accrue.accounts.models import User
from accrue.contacts.models import Company, Contact, Person
from accrue.filters.lists import ListColumn, ListOf, ReadyView, register_cover, register_list
from accrue.filters.tree import Condition, Group
from accrue.ui.paging import Sort
from accrue.ui.said import day, text
from accrue.ui.templatetags.ui import avatar, icon

MINE = ReadyView("mine", "Mine", Group("all", (Condition("owner", "is", "me"),)))
NEW = ReadyView(
    "new", "New this month", Group("all", (Condition("created", "on", "this_month"),)), sort="-created"
)


def _person(person: Person) -> str:
    return _name(person, "people", text(person.full_name))


def _company(company: Company) -> str:
    return _name(company, "companies", text(company.name))


def _name(record: Contact, place: str, name: str) -> str:
    tile = avatar(record, "", place == "companies")
    return (
        f'<span class="flex items-center gap-2 min-w-48">{tile}'
        f'<a class="row-link" data-step href="/{place}/{record.pk}/">{name}</a></span>'
    )


def _works_at(person: Person) -> str:
    company = person.company
    return f'<a class="cell-link" href="/companies/{company.pk}/">{text(company.name)}</a>' if company else ""


def plain(
    name: str, label: str, *, sort: bool = True, is_number: bool = False, tight: bool = False
) -> ListColumn:
    """A column of the record itself, shown as it is kept."""
    order = Sort(name, name, nullable=is_number) if sort else None
    return ListColumn(
        name, label, lambda record: text(getattr(record, name)), order, name, (name,),
        is_number=is_number, starts_down=is_number, is_tight=tight,
    )  # fmt: skip


OWNER = ListColumn(
    "owner",
    "Owner",
    lambda record: text(record.owner),
    detail="owner",
    loads=("owner__name", "owner__email"),
    joins=("owner",),
)
TEAM = ListColumn("team", "Team", lambda record: text(record.team), loads=("team__name",), joins=("team",))
ADDED = ListColumn(
    "created",
    "Added",
    lambda record: day(record.created_at),
    Sort("created", "created_at"),
    loads=("created_at",),
    starts_down=True,
)
PEOPLE = register_list(
    ListOf(
        "person",
        "All people",
        {"table": "contacts:people"},
        (
            ListColumn(
                "name", "Name", _person, Sort("name", "sort_name"),
                loads=("given_name", "family_name", "email"), is_tight=False,
            ),
            ListColumn(
                "company", "Company", _works_at, detail="company",
                loads=("company__name", "company__owner_id", "company__team_id"), joins=("company",), is_tight=False,
            ),
            plain("job_title", "Job title"),
            plain("email", "E-mail"),
            plain("phone", "Phone", sort=False, tight=True),
            plain("street", "Street", sort=False),
            plain("postcode", "Postcode", sort=False, tight=True),
            plain("city", "City", sort=False),
            plain("country", "Country"),
            plain("segment", "Segment"),
            plain("source", "Source"),
            OWNER,
            TEAM,
            ADDED,
        ),
        ("name", "company", "email", "phone", "owner", "created"),
        "name",
        ("person", "people"),
        (MINE, NEW),
    )
)  # fmt: skip
COMPANIES = register_list(
    ListOf(
        "company",
        "All companies",
        {"table": "contacts:companies"},
        (
            ListColumn("name", "Name", _company, Sort("name", "sort_name"), loads=("name",), is_tight=False),
            plain("domain", "Website"),
            plain("industry", "Industry"),
            plain("employees", "Employees", is_number=True),
            plain("city", "City"),
            plain("country", "Country"),
            plain("email", "E-mail"),
            plain("phone", "Phone", sort=False, tight=True),
            OWNER,
            TEAM,
            ADDED,
        ),
        ("name", "domain", "industry", "city", "phone", "owner", "created"),
        "name",
        ("company", "companies"),
        (MINE, NEW),
    )
)


def cover_company(actor: User, person: Person) -> None:
    """A company of somebody else's team is nobody's business here, though its person is."""
    company = person.company
    if company is not None and not access_of(actor).may("company", "see", company):
        person.company = None


register_cover("person", cover_company)


def restore_button(place: str, record: Contact) -> str:
    """The way back of an archived record, at the end of its row."""
    name = text(record)
    return (
        f'<button type="button" class="btn btn-plain btn-sm" aria-label="Restore {name}" '
        f'hx-post="/{place}/{record.pk}/restore/" hx-vals=\'{{"from":"list"}}\' hx-swap="none">'
        f"{icon('archive-restore')}Restore</button>"
    )

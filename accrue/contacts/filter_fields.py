"""What lists of people and companies can be narrowed by."""

from __future__ import annotations

from accrue.accounts.models import User
from accrue.filters.fields import FilterField, Type, register


def countries(actor: User) -> list[tuple[str, str]]:
    from accrue.standards.countries import country_names

    return sorted(country_names().items(), key=lambda pair: pair[1])


def text(kind: str, key: str, label: str, *, level: bool = True) -> FilterField:
    return FilterField(kind, key, label, Type.TEXT, key, detail=key if level else "")


def shared(kind: str) -> tuple[FilterField, ...]:
    """What people and companies have alike."""
    return (
        text(kind, "email", "E-mail"),
        text(kind, "phone", "Phone"),
        text(kind, "street", "Street"),
        text(kind, "postcode", "Postcode"),
        text(kind, "city", "City"),
        text(kind, "region", "Region"),
        FilterField(kind, "country", "Country", Type.CHOICE, "country", "country", choices=countries),
        FilterField(kind, "owner", "Owner", Type.USER, "owner_id", "owner"),
        FilterField(kind, "team", "Team", Type.RECORD, "team_id", to="team"),
        FilterField(kind, "created", "Added", Type.DATE, "created_at"),
    )


register(
    text("person", "given_name", "Given name", level=False),
    text("person", "family_name", "Family name", level=False),
    FilterField(
        "person", "company", "Company", Type.RECORD, "company_id", "company", to="company", opens=True
    ),
    text("person", "job_title", "Job title"),
    text("person", "segment", "Segment"),
    text("person", "source", "Source"),
    *shared("person"),
)
register(
    text("company", "name", "Name", level=False),
    text("company", "domain", "Website"),
    text("company", "industry", "Industry"),
    FilterField("company", "employees", "Employees", Type.NUMBER, "employees", "employees"),
    *shared("company"),
)

"""The details of people and companies: how each is called, checked and shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from accrue.standards.countries import checked_country
from accrue.standards.domains import checked_domain
from accrue.standards.emails import checked_email
from accrue.standards.phones import checked_phone
from accrue.standards.text import checked_line


@dataclass(frozen=True, slots=True)
class Detail:
    """One field that people fill in. `has_level` says whether a role may be kept from it; names are always seen."""

    name: str
    label: str
    icon: str
    checked: Callable[[str], Any]
    has_level: bool = True


def line(longest: int) -> Callable[[str], str]:
    return partial(checked_line, longest=longest)


def checked_count(text: str) -> int | None:
    digits = text.replace(",", "").replace(" ", "")
    if not digits:
        return None
    if not digits.isascii() or not digits.isdigit() or int(digits) > 10_000_000:
        raise ValueError("Write a whole number, like 420.")
    return int(digits)


PERSON = (
    Detail("given_name", "Given name", "user", line(120), has_level=False),
    Detail("family_name", "Family name", "user", line(120), has_level=False),
    Detail("email", "E-mail", "mail", checked_email),
    Detail("phone", "Phone", "phone", checked_phone),
    Detail("job_title", "Job title", "briefcase", line(160)),
    Detail("country", "Country", "globe", checked_country),
    Detail("segment", "Segment", "tag", line(80)),
    Detail("source", "Source", "sparkles", line(80)),
)
COMPANY = (
    Detail("name", "Name", "building-2", line(200), has_level=False),
    Detail("domain", "Website", "link", checked_domain),
    Detail("email", "E-mail", "mail", checked_email),
    Detail("phone", "Phone", "phone", checked_phone),
    Detail("industry", "Industry", "layers", line(120)),
    Detail("employees", "Employees", "users", checked_count),
    Detail("city", "City", "map-pin", line(120)),
    Detail("country", "Country", "globe", checked_country),
)


def checked(details: tuple[Detail, ...], given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """(regular values, what is wrong by field) of the details that were given."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for detail in details:
        if detail.name in given:
            raw = given[detail.name]
            try:
                values[detail.name] = detail.checked("" if raw is None else str(raw))
            except ValueError as error:
                errors[detail.name] = str(error)
    return values, errors

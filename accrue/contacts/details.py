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
from accrue.standards.standard import standardise
from accrue.standards.text import checked_line

LONGEST_RAW = 400


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


ADDRESS = (
    Detail("street", "Street", "map-pin", line(200)),
    Detail("postcode", "Postcode", "map-pin", line(20)),
    Detail("city", "City", "map-pin", line(120)),
    Detail("region", "Region", "map-pin", line(120)),
    Detail("country", "Country", "globe", checked_country),
)
PERSON = (
    Detail("given_name", "Given name", "user", line(120), has_level=False),
    Detail("family_name", "Family name", "user", line(120), has_level=False),
    Detail("email", "E-mail", "mail", checked_email),
    Detail("phone", "Phone", "phone", checked_phone),
    Detail("job_title", "Job title", "briefcase", line(160)),
    *ADDRESS,
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
    *ADDRESS,
)


def kind_of_details(details: tuple[Detail, ...]) -> str:
    return "company" if any(detail.name == "domain" for detail in details) else "person"


def checked(
    details: tuple[Detail, ...], given: Mapping[str, Any], country: str = ""
) -> tuple[dict[str, Any], dict[str, str]]:
    """(regular values, what is wrong by field) of the details that were given, and of a `full_name`.

    Among the values `raw` holds the texts as typed that became another by the standards. `country` is where the record is
    that says nothing of it.
    """
    names = {detail.name for detail in details} | {"full_name"}
    texts = {name: "" if raw is None else str(raw) for name, raw in given.items() if name in names}
    standard, raw = standardise(kind_of_details(details), texts, country)
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for detail in details:
        if detail.name in standard:
            try:
                values[detail.name] = detail.checked(standard[detail.name])
            except ValueError as error:
                errors[detail.name] = str(error)
    raw = {name: text[:LONGEST_RAW] for name, text in raw.items() if name not in errors}
    return values | ({"raw": raw} if raw else {}), errors

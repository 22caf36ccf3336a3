"""One way in for what people type, wherever they type it: pages, programs, files, forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from accrue.standards.addresses import standard_place, standard_postcode
from accrue.standards.companies import standard_company
from accrue.standards.countries import checked_country, country_names
from accrue.standards.domains import checked_domain
from accrue.standards.emails import standard_email
from accrue.standards.names import parts_of_name, standard_name
from accrue.standards.phones import standard_phone
from accrue.standards.text import tidy
from accrue.standards.urls import checked_url

type Text = Callable[[str], str]
PLACES = ("street", "city", "region")


def _readable(checked: Text) -> Text:
    """The regular form where there is one, else the text: whoever checks it says what is wrong."""

    def read(text: str) -> str:
        try:
            return checked(text)
        except ValueError:
            return text

    return read


_SHARED: dict[str, Text] = {
    "email": standard_email,
    "country": _readable(checked_country),
    "domain": _readable(checked_domain),
    "website": _readable(checked_url),
    **dict.fromkeys(PLACES, standard_place),
}
FIELDS: dict[str, dict[str, Text]] = {
    "person": _SHARED,
    "company": {**_SHARED, "name": standard_company},
    "lead": _SHARED,
}


def standardise(
    kind: str, values: Mapping[str, Any], country: str = ""
) -> tuple[dict[str, Any], dict[str, str]]:
    """(values in their standard form, the text as typed of those that were typed another way).

    `values` are texts by field; what is no text, or no field that has a standard, stays as it is. `country` (ISO 3166) is
    where a record is that names none. A `full_name` becomes `given_name` and `family_name` where neither is given. Phone
    numbers are written as abroad; what dials them is kept beside (`accrue.standards.phones.e164`). Never raises.
    """
    typed = {name: tidy(value) if isinstance(value, str) else value for name, value in values.items()}
    found = dict(typed)
    raw: dict[str, str] = {}
    if isinstance(found.get("full_name"), str):
        _split(found, raw)
    for name, standard in FIELDS.get(kind, {}).items():
        text = found.get(name)
        if text and isinstance(text, str):
            found[name] = standard(text)
    _case_name(found)
    if isinstance(found.get("phone"), str) and found["phone"]:
        found["phone"] = standard_phone(found["phone"], found.get("country") or country)
    if isinstance(found.get("postcode"), str) and found["postcode"]:
        found["postcode"] = standard_postcode(found["postcode"], found.get("country") or country)
    raw |= {
        name: text
        for name, text in typed.items()
        if name in found
        and isinstance(text, str)
        and text
        and text != found[name]
        and not _is_plain(name, text)
    }
    return found, raw


def _is_plain(name: str, text: str) -> bool:
    """A country's own name says no more than its code."""
    return name == "country" and text.casefold() in _plain_countries()


def _plain_countries() -> set[str]:
    if not _plain:
        _plain.update(name.casefold() for name in country_names().values())
        _plain.update(code.casefold() for code in country_names())
    return _plain


_plain: set[str] = set()


def _split(found: dict[str, Any], raw: dict[str, str]) -> None:
    whole = found.pop("full_name")
    if not whole or found.get("given_name") or found.get("family_name"):
        return
    given, family = parts_of_name(whole)
    found |= {"given_name": given, "family_name": family}
    if f"{given} {family}".strip() != whole:
        raw["full_name"] = whole


def _case_name(found: dict[str, Any]) -> None:
    given, family = found.get("given_name") or "", found.get("family_name") or ""
    if not isinstance(given, str) or not isinstance(family, str) or not (given or family):
        return
    cased = standard_name(given, family)
    for name, text in zip(("given_name", "family_name"), cased, strict=True):
        if name in found:
            found[name] = text

"""Questions about people and companies."""

from accrue.contacts.selectors.alike import Match, alike, reasons_between
from accrue.contacts.selectors.companies import (
    companies,
    companies_called,
    companies_like,
    company,
    company_named,
    label_of,
)
from accrue.contacts.selectors.hiding import hidden_details, typed_texts, writable_details
from accrue.contacts.selectors.owners import owners
from accrue.contacts.selectors.people import people, people_of, people_with_email, person

__all__ = [
    "Match",
    "alike",
    "companies",
    "companies_called",
    "companies_like",
    "company",
    "company_named",
    "hidden_details",
    "label_of",
    "owners",
    "people",
    "people_of",
    "people_with_email",
    "person",
    "reasons_between",
    "typed_texts",
    "writable_details",
]

"""Questions about people and companies."""

from accrue.contacts.selectors.companies import companies, companies_called, company
from accrue.contacts.selectors.people import people, people_of, people_with_email, person

__all__ = [
    "companies",
    "companies_called",
    "company",
    "people",
    "people_of",
    "people_with_email",
    "person",
]

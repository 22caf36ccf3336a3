"""People and companies for programs: the same services and selectors as the pages."""

from accrue.contacts.api.companies import router as companies
from accrue.contacts.api.people import router as people

__all__ = ["companies", "people"]

"""What this area declares to the floors below."""

from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.contacts.details import COMPANY, PERSON

declare_kind(
    RecordKind(
        "person",
        "Person",
        "People",
        "contacts.Person",
        fields=(*(detail.name for detail in PERSON if detail.has_level), "company"),
    )
)
declare_kind(
    RecordKind(
        "company",
        "Company",
        "Companies",
        "contacts.Company",
        fields=tuple(detail.name for detail in COMPANY if detail.has_level),
    )
)

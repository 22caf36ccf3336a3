"""The verbs of people and companies."""

from accrue.contacts.services.bringing import add_many, change_many, put_away_many
from accrue.contacts.services.companies import (
    archive_company,
    create_company,
    edit_company,
    import_companies,
    restore_company,
)
from accrue.contacts.services.people import (
    archive_person,
    create_person,
    edit_person,
    import_people,
    restore_person,
)
from accrue.contacts.services.typed import CAN_BE_PUT_BACK, put_back_typed

__all__ = [
    "CAN_BE_PUT_BACK",
    "add_many",
    "archive_company",
    "archive_person",
    "change_many",
    "create_company",
    "create_person",
    "edit_company",
    "edit_person",
    "import_companies",
    "import_people",
    "put_away_many",
    "put_back_typed",
    "restore_company",
    "restore_person",
]

"""A new record that is probably there already is refused until it is meant."""

from __future__ import annotations

from typing import Any

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.contacts.selectors import Match, alike, company
from accrue.contacts.selectors.alike import UNSEEN
from accrue.errors import Conflict

SURE = 0.8
CODES = {"person": "contacts.email_exists", "company": "contacts.company_exists"}
KEYS = {"same e-mail", "same website", *UNSEEN.values()}


class DuplicatesFound(Conflict):
    """409 with the records that are probably meant: `matches` of {record_id, certainty, reasons}."""

    def __init__(self, kind: str, matches: list[Match]) -> None:
        first = matches[0]
        who = (
            f"{kind.capitalize()} {first.record_id} is probably meant"
            if first.record_id
            else "It is probably there"
        )
        super().__init__(
            CODES[kind], f"{who}: {first.why}. Send allow_duplicate to make another one all the same."
        )
        self.members = {
            "matches": [
                {"record_id": m.record_id, "certainty": m.certainty, "reasons": list(m.reasons)}
                for m in matches
            ]
        }


def refuse_duplicate(actor: User, kind: str, given: dict[str, Any]) -> None:
    """Raise DuplicatesFound where the actor is about to make somebody anew. A name alone is no reason."""
    access.require(actor, "create", kind)
    row = {name: str(value) for name, value in given.items() if value is not None}
    if row.get("company_id"):
        company(actor, int(row["company_id"]))
    found = [
        match
        for match in alike(actor, kind, [row])[0]
        if match.certainty >= SURE or KEYS & set(match.reasons)
    ]
    if found:
        raise DuplicatesFound(kind, found)

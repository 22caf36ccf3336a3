"""What was typed, put back in the place of its standard form; people and companies alike."""

from __future__ import annotations

from django.http import HttpRequest

from accrue.accounts import access
from accrue.accounts.rest import Body, actor_of
from accrue.accounts.rest.records import version_of
from accrue.contacts import services
from accrue.contacts.models import Company, Person


class Seen(Body):
    """`version` is the one you saw; instead it may come as If-Match."""

    version: int | None = None


def put_back(request: HttpRequest, found: Person | Company, field: str, body: Seen) -> None:
    """Let a detail of a record say what was typed."""
    actor = actor_of(request)
    access.require(actor, "edit", found)
    version = version_of(request, body.version)
    kind = "person" if isinstance(found, Person) else "company"
    services.put_back_typed(actor=actor, kind=kind, record_id=found.pk, field=field, version=version)

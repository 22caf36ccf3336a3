"""The fields that an import makes on the way, and takes back with it."""

from __future__ import annotations

from accrue.accounts.models import User
from accrue.errors import AccrueError
from accrue.exchange.models import Import
from accrue.exchange.new_fields import settings_of, type_of
from accrue.filters.custom.definitions import PREFIX
from accrue.filters.custom.models import CustomField
from accrue.filters.custom.selectors import values_in
from accrue.filters.custom.services import archive_field, make_field


def make_fields(actor: User, batch: Import) -> None:
    """Make the fields that columns ask for, and let the columns go to them. Raises Invalid, Forbidden."""
    made = []
    for n, target in enumerate(batch.mapping):
        if type_of(target):
            field = make_field(actor=actor, kind=batch.kind, **settings_of(batch, n, target))
            batch.mapping[n] = f"{PREFIX}{field.key}"
            made.append(field.pk)
    if made:
        batch.report = batch.report | {"fields": made}


def put_fields_away(actor: User, batch: Import) -> None:
    """Archive the fields that an import made and in which nothing stands any more."""
    for field in CustomField.objects.filter(pk__in=batch.report.get("fields", []), archived_at=None):
        if not values_in(field):
            try:
                archive_field(actor=actor, field_id=field.pk)
            except AccrueError:
                continue

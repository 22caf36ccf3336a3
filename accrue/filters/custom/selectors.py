"""Questions about custom fields and about how much stands in them."""

from __future__ import annotations

from typing import Any

from django.db.models import Func, JSONField, QuerySet, Value
from django.db.models.expressions import F

from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.models import User
from accrue.errors import Missing
from accrue.filters.custom.models import CustomField


class WithoutKey(Func):
    """A JSON object without one of its keys."""

    arg_joiner = " - "
    template = "(%(expressions)s)"
    output_field = JSONField()

    def __init__(self, column: str, key: str) -> None:
        super().__init__(F(column), Value(key))


def fields_of_kind(actor: User, kind: str, *, archived: bool = False) -> QuerySet[CustomField]:
    """The custom fields of a kind in their order. Raises Forbidden."""
    access.require(actor, "see", "custom_field")
    return CustomField.objects.filter(kind=kind, archived_at__isnull=not archived)


def custom_field(actor: User, field_id: int) -> CustomField:
    """One field, archived or not. Raises Missing."""
    found = access.visible(actor, CustomField.objects.filter(pk=field_id)).first()
    if found is None:
        raise Missing
    return found


def with_values(field: CustomField) -> QuerySet[Any]:
    """The records in which the field is filled."""
    model = kind_called(field.kind).model
    return model._default_manager.filter(custom__has_key=field.key).order_by()


def values_in(field: CustomField) -> int:
    return with_values(field).count()

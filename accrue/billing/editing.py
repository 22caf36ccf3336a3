"""Orders as lists edit them: what was bought stands, so only whose they are and the fields a company added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from accrue.accounts.models import User
from accrue.billing import selectors, services
from accrue.contacts.selectors.owners import owners
from accrue.errors import Invalid, Missing
from accrue.filters.editing import EditField, Editing, Outcome, Values, checked_custom, register_editing
from accrue.filters.lists import register_cover

MANY = ("owner_id", "custom")


def _owner(actor: User, record: Any) -> forms.Field:
    return forms.ChoiceField(label="Owner", choices=[(str(one.pk), str(one)) for one in owners(actor)])


FIELDS = (
    EditField(
        "owner", "Owner", "owner_id", _owner, lambda order: str(order.owner_id or ""),
        lambda actor, cleaned: {"owner_id": int(cleaned)},
    ),
)  # fmt: skip


def _checked(actor: User, values: Values) -> dict[str, Any]:
    if unknown := sorted(set(values) - set(MANY)):
        message = "What was bought stands; only the owner and custom fields of orders can be changed."
        raise Invalid("billing.not_of_many", message, fields={unknown[0][:40]: message})
    found: dict[str, Any] = {}
    if "owner_id" in values:
        found["owner_id"] = _somebody(values["owner_id"])
    if values.get("custom"):
        found["custom"] = checked_custom(actor, "order", values["custom"])
    return found


def _somebody(value: Any) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or not User.objects.filter(pk=value, is_active=True).exists():
        raise Missing
    return value


def _edit(actor: User, record_id: int, version: int, values: Values) -> Any:
    if values.get("owner_id"):
        return services.hand_over(
            actor=actor, order_id=record_id, version=version, owner_id=values["owner_id"]
        )
    return services.edit_order(actor=actor, order_id=record_id, version=version, custom=values["custom"])


def _change(actor: User, changes: Mapping[int, Values]) -> dict[int, Outcome]:
    return services.change_orders(actor=actor, changes=changes)


register_cover("order", selectors.cover)
register_editing(Editing("order", FIELDS, _edit, _checked, _change))

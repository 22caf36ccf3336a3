"""Orders as lists edit them: what was bought stands, so only the fields a company added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accrue.accounts.models import User
from accrue.billing import selectors, services
from accrue.errors import Invalid
from accrue.filters.editing import Editing, Outcome, Values, checked_custom, register_editing
from accrue.filters.lists import register_cover


def _checked(actor: User, values: Values) -> dict[str, Any]:
    if unknown := sorted(set(values) - {"custom"}):
        message = "What was bought stands; only custom fields of orders can be changed."
        raise Invalid("billing.not_of_many", message, fields={unknown[0][:40]: message})
    return {"custom": checked_custom(actor, "order", values.get("custom") or {})}


def _edit(actor: User, record_id: int, version: int, values: Values) -> Any:
    return services.edit_order(actor=actor, order_id=record_id, version=version, custom=values["custom"])


def _change(actor: User, changes: Mapping[int, Values]) -> dict[int, Outcome]:
    return services.change_orders(actor=actor, changes=changes)


register_cover("order", selectors.cover)
register_editing(Editing("order", (), _edit, _checked, _change))

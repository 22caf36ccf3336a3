"""Products as lists edit them: code and prices in their cells, the fields a company added of many at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from accrue.accounts.models import User
from accrue.errors import Invalid
from accrue.filters.editing import EditField, Editing, Outcome, Values, checked_custom, register_editing
from accrue.money.amount import Money
from accrue.money.currencies import choices
from accrue.products import services
from accrue.ui.fields import MoneyField


def _price(actor: User, record: Any) -> forms.Field:
    codes = [code for code, _ in choices() if code != record.currency]
    return MoneyField(label="Price", currencies=[record.currency, *codes])


def _cost(actor: User, record: Any) -> forms.Field:
    return MoneyField(label="Unit cost", currencies=[record.currency], required=False)


def _price_taken(actor: User, cleaned: Money) -> dict[str, Any]:
    return {"price_minor": cleaned.minor, "currency": cleaned.currency}


FIELDS = (
    EditField(
        "code", "Code", "code", lambda actor, record: forms.CharField(label="Code", max_length=400),
        lambda product: product.code, lambda actor, cleaned: {"code": cleaned}, in_bulk=False,
    ),
    EditField("price_minor", "Price", "price_minor", _price, lambda product: product.price, _price_taken, in_bulk=False),
    EditField(
        "cost_minor", "Unit cost", "cost_minor", _cost, lambda product: product.cost,
        lambda actor, cleaned: {"cost_minor": cleaned.minor if cleaned else None}, in_bulk=False,
    ),
)  # fmt: skip


def _checked(actor: User, values: Values) -> dict[str, Any]:
    if unknown := sorted(set(values) - {"custom"}):
        message = "Of many products at once only custom fields can be changed."
        raise Invalid("products.not_of_many", message, fields={unknown[0][:40]: message})
    return {"custom": checked_custom(actor, "product", values.get("custom") or {})}


def _edit(actor: User, record_id: int, version: int, values: Values) -> Any:
    return services.edit_product(actor=actor, product_id=record_id, version=version, **values)


def _change(actor: User, changes: Mapping[int, Values]) -> dict[int, Outcome]:
    return services.change_products(actor=actor, changes=changes)


register_editing(
    Editing(
        "product", FIELDS, _edit, _checked, _change,
        lambda actor, ids, archived: services.put_away_products(actor=actor, ids=ids, archived=archived),
    )
)  # fmt: skip

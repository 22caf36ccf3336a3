"""Deals as lists edit them: one detail in its cell, or of many at once. Stages are moved, not edited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from accrue.accounts.models import User
from accrue.errors import Invalid, Missing
from accrue.filters.editing import EditField, Editing, Outcome, Values, checked_custom, register_editing
from accrue.filters.lists import register_cover
from accrue.money import Money
from accrue.sales import selectors, services
from accrue.sales.forms import currencies, owner_choices
from accrue.sales.services.checks import check_fields
from accrue.ui.fields import DateField, MoneyField

LONGEST_SOURCE = 60


def _owner(actor: User, record: Any) -> forms.Field:
    return forms.ChoiceField(label="Owner", choices=owner_choices(actor))


def _amount(actor: User, record: Any) -> forms.Field:
    return MoneyField(label="Value", currencies=currencies(record.currency), smallest=Decimal(0))


def _amount_taken(actor: User, cleaned: Money) -> dict[str, Any]:
    return {"amount_minor": cleaned.minor, "currency": cleaned.currency}


FIELDS = (
    EditField(
        "owner", "Owner", "owner_id", _owner, lambda deal: str(deal.owner_id or ""),
        lambda actor, cleaned: {"owner_id": int(cleaned)},
    ),
    EditField(
        "expected_close", "Expected close", "expected_close",
        lambda actor, record: DateField(label="Expected close", required=False),
        lambda deal: deal.expected_close,
        lambda actor, cleaned: {"expected_close": cleaned.isoformat() if cleaned else None},
    ),
    EditField(
        "source", "Source", "source",
        lambda actor, record: forms.CharField(label="Source", required=False, max_length=LONGEST_SOURCE),
        lambda deal: deal.source,
        lambda actor, cleaned: {"source": cleaned},
    ),
    EditField("amount", "Value", "amount_minor", _amount, lambda deal: deal.amount, _amount_taken, in_bulk=False),
)  # fmt: skip


def _checked(actor: User, values: Values) -> dict[str, Any]:
    given = dict(values)
    custom = given.pop("custom", None)
    if unknown := sorted(set(given) - set(services.MANY)):
        message = (
            f"“{unknown[0][:40]}” cannot be changed of many at once; these can: {', '.join(services.MANY)}."
        )
        raise Invalid("sales.not_of_many", message, fields={unknown[0][:40]: message})
    check_fields(actor, given)
    if (given.get("owner_id") or 0) and not User.objects.filter(
        pk=given["owner_id"], is_active=True
    ).exists():
        raise Missing
    if "expected_close" in given:
        given["expected_close"] = _day(given["expected_close"])
    if "source" in given:
        given["source"] = _source(given["source"])
    return given | ({"custom": checked_custom(actor, "deal", custom)} if custom else {})


def _day(value: Any) -> str | None:
    try:
        return date.fromisoformat(value).isoformat() if value else None
    except (TypeError, ValueError):
        message = "Write a day like 2026-11-22."
        raise Invalid("sales.invalid_deal", message, fields={"expected_close": message}) from None


def _source(value: Any) -> str:
    text = " ".join(str(value or "").replace("\0", " ").split())
    if len(text) > LONGEST_SOURCE:
        message = f"At most {LONGEST_SOURCE} characters; this has {len(text)}."
        raise Invalid("sales.invalid_deal", message, fields={"source": message})
    return text


def _edit(actor: User, record_id: int, version: int, values: Values) -> Any:
    given: Any = dict(values)
    if isinstance(given.get("expected_close"), str):
        given["expected_close"] = date.fromisoformat(given["expected_close"])
    return services.edit_deal(actor=actor, deal_id=record_id, fields=given, version=version)


def _change(actor: User, changes: Mapping[int, Values]) -> dict[int, Outcome]:
    return services.change_deals(actor=actor, changes=changes)


register_cover("deal", selectors.cover)
register_editing(
    Editing(
        "deal", FIELDS, _edit, _checked, _change,
        lambda actor, ids, archived: services.put_away_deals(actor=actor, ids=ids, archived=archived),
    )
)  # fmt: skip

"""What every service of a deal asks first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from accrue.accounts import access
from accrue.accounts.kinds import Action, Level
from accrue.accounts.models import User
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.money import is_currency
from accrue.sales.models import Deal

RELATED = ("person", "company", "owner")
LARGEST = 10**15


def locked_deal(
    actor: User, deal_id: int, *, version: int | None, action: str = Action.EDIT, archived: bool = False
) -> Deal:
    """The deal, locked, once `actor` may do this to it and nobody changed it since `version`."""
    # Without joins: a row whose stage changed while this waited would no longer fit its join, and seem to be gone.
    deal = Deal.objects.select_for_update(no_key=True).filter(pk=deal_id).first()
    if deal is None:
        raise Missing
    access.require(actor, action, deal)
    if version is not None and version != deal.version:
        raise Conflict(
            "sales.changed_meanwhile",
            f"Somebody changed “{deal.name}” meanwhile. Look at it again, then repeat your change.",
        )
    if deal.archived_at and not archived:
        raise Conflict("sales.deal_archived", f"“{deal.name}” is archived. Restore it first.")
    return deal


def must_be_open(deal: Deal) -> None:
    if deal.is_closed:
        raise Conflict(
            "sales.deal_closed",
            f"“{deal.name}” is {deal.stage.kind}; its value and products stand. Reopen it to change them.",
        )


def check_fields(actor: User, given: dict[str, Any]) -> None:
    """Refuse fields that this person may not write, records they may not see, and values that cannot be."""
    check_levels(actor, given)
    for name in RELATED:
        if given.get(f"{name}_id") is not None:
            must_see(actor, name, given[f"{name}_id"])
    check_values(given)


def check_levels(actor: User, names: Iterable[str]) -> None:
    """Raise Forbidden where a role keeps one of these fields from being written."""
    held = access.access_of(actor)
    for name in names:
        field = {"amount_minor": "amount", "currency": "amount"}.get(name, name.removesuffix("_id"))
        if held.level("deal", field) is not Level.WRITE:
            raise Forbidden(
                "sales.field_not_yours", f"You may not change the field “{field.replace('_', ' ')}” of deals."
            )


def must_see(actor: User, field: str, record_id: int) -> None:
    model = Deal._meta.get_field(field).related_model
    if not access.visible(actor, model._default_manager.all()).filter(pk=record_id).exists():  # type: ignore[union-attr]  # a foreign key's model is a class
        raise Missing


def check_values(given: dict[str, Any]) -> None:
    """Raise Invalid, by field, for a name, an amount or a currency that cannot be."""
    wrong: dict[str, str] = {}
    if "name" in given and not str(given["name"]).strip():
        wrong["name"] = "Give the deal a name."
    if "amount_minor" in given and not 0 <= given["amount_minor"] < LARGEST:
        wrong["amount"] = "A deal is worth nothing or more, and less than ten trillion."
    if "currency" in given and not is_currency(given["currency"]):
        wrong["currency"] = f"“{given['currency']}” is not a currency. Use a three-letter code such as EUR."
    if wrong:
        raise Invalid("sales.invalid_deal", " ".join(wrong.values()), fields=wrong)

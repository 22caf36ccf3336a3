"""Benefits that somebody declares."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Conflict, Invalid
from accrue.events.catalogue import BenefitDeclared, BenefitWithdrawn
from accrue.events.services import record
from accrue.money import Money
from accrue.roi.models import DeclaredBenefit, Programme
from accrue.roi.selectors.programme import require_programme


@transaction.atomic
def declare_benefit(
    *,
    actor: User,
    name: str,
    amount: Money,
    haircut: Decimal,
    reason: str,
    owner: User | None = None,
    overlap_group: str = "",
) -> DeclaredBenefit:
    """Declare what nothing measures: `amount` for the whole period, less `haircut` (a fraction, from 0 to 1)."""
    access.require(actor, "edit", "programme")
    programme = require_programme()
    _check(programme, name, amount, haircut, reason)
    benefit = DeclaredBenefit.objects.create(
        name=name.strip(),
        amount_minor=amount.minor,
        currency=amount.currency,
        haircut=haircut,
        reason=reason.strip(),
        owner=owner or actor,
        overlap_group=overlap_group.strip(),
        entered_by=actor,
    )
    record(
        BenefitDeclared(
            programme_id=programme.pk,
            benefit_id=benefit.pk,
            name=benefit.name,
            amount_minor=amount.minor,
            currency=amount.currency,
            haircut=str(haircut),
        ),
        actor=actor,
    )
    return benefit


@transaction.atomic
def withdraw_benefit(*, actor: User, benefit: DeclaredBenefit) -> DeclaredBenefit:
    """It counts no more from the next statement on; statements already drawn keep it."""
    access.require(actor, "edit", "programme")
    held = DeclaredBenefit.objects.select_for_update().get(pk=benefit.pk)
    if held.withdrawn_at:
        raise Conflict("roi.benefit_withdrawn", "This benefit is withdrawn already.")
    held.withdrawn_at = clock.now()
    held.version += 1
    held.save(update_fields=["withdrawn_at", "version"])
    record(
        BenefitWithdrawn(programme_id=require_programme().pk, benefit_id=held.pk, name=held.name), actor=actor
    )
    return held


def _check(programme: Programme, name: str, amount: Money, haircut: Decimal, reason: str) -> None:
    wrong = {}
    if not name.strip() or len(name.strip()) > 120:
        wrong["name"] = "A name of at most 120 characters."
    elif DeclaredBenefit.objects.filter(name__iexact=name.strip(), withdrawn_at=None).exists():
        wrong["name"] = "There is a benefit of this name already; withdraw it first."
    if amount.minor <= 0:
        wrong["amount"] = "An amount above zero."
    if amount.currency != programme.currency:
        wrong["currency"] = f"Declare it in {programme.currency}, the programme's currency."
    if not 0 <= haircut <= 1:
        wrong["haircut"] = "Between 0 % and 100 %."
    if not reason.strip():
        wrong["reason"] = "Say why anybody should believe it."
    if wrong:
        raise Invalid("roi.benefit_invalid", "This benefit cannot be declared yet.", fields=wrong)

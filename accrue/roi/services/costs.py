"""The cost ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Conflict, Forbidden, Invalid
from accrue.events.catalogue import (
    BudgetSet,
    CostApproved,
    CostChanged,
    CostEntered,
    CostsExported,
    CostWithdrawn,
)
from accrue.events.services import record, record_many
from accrue.money import Money
from accrue.money.currencies import is_currency
from accrue.roi.models import Budget, Cost, CostAttachment, Programme
from accrue.roi.models.costs import Category, Per, Recurs
from accrue.roi.selectors.costs import already_entered, may_approve
from accrue.roi.selectors.programme import programme, require_programme

MAX_ATTACHMENT = 10 * 1024 * 1024
MAX_ATTACHMENTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CostEntry:
    """What somebody says about a cost. `amount` is a credit when negative; per transaction it is for each one."""

    category: str
    amount: Money
    incurred_on: date
    recurs: str = Recurs.ONCE
    until: date | None = None
    spread_months: int = 1
    per: str = Per.WHOLE
    note: str = ""

    def columns(self) -> dict[str, object]:
        found = {k: v for k, v in asdict(self).items() if k != "amount"}
        return found | {"amount_minor": self.amount.minor, "currency": self.amount.currency}


@transaction.atomic
def enter_cost(*, actor: User, entry: CostEntry) -> Cost:
    """Put a cost into the ledger. It counts at once and waits for a second person's approval."""
    return enter_costs(actor=actor, entries=[entry])[0]


@transaction.atomic
def enter_costs(*, actor: User, entries: Iterable[CostEntry]) -> list[Cost]:
    """The same for many: one insert, one fact each. Nothing is entered when one of them cannot be."""
    access.require(actor, "create", "cost")
    entries = list(entries)
    for entry in entries:
        _check(entry)
    costs = Cost.objects.bulk_create(Cost(**e.columns(), entered_by=actor) for e in entries)
    record_many([_entered(cost) for cost in costs], actor=actor)
    return costs


@transaction.atomic
def enter_file(*, actor: User, entries: list[CostEntry]) -> list[Cost]:
    """Enter a whole file or nothing of it. Conflict where one of them stands in the ledger already, so that a file
    that is sent twice is entered once."""
    access.require(actor, "create", "cost")
    require_programme()
    Programme.objects.select_for_update().get()
    if there := already_entered(entries):
        raise Conflict(
            "roi.costs_entered_already", f"Row by row: {len(there)} of them are in the ledger already."
        )
    return enter_costs(actor=actor, entries=entries)


@transaction.atomic
def change_cost(*, actor: User, cost: Cost, entry: CostEntry, version: int | None = None) -> Cost:
    """Correct a cost. One that is approved stays as it is, and a new one takes its place and waits for approval."""
    held = Cost.objects.select_for_update().get(pk=cost.pk)
    access.require(actor, "edit", held)
    _check(entry)
    _still_counts(held)
    if version is not None and version != held.version:
        raise Conflict(
            "roi.changed_meanwhile", "Somebody changed this cost meanwhile. Look at it again, then save."
        )
    wanted = entry.columns()
    changed = sorted(name for name, value in wanted.items() if getattr(held, name) != value)
    if not changed:
        return held
    if held.is_approved:
        new = Cost.objects.create(**wanted, entered_by=actor, replaces=held)
        for receipt in held.attachments.all():
            _keep(new, receipt.name, bytes(receipt.content), receipt.added_by)
        record(_entered(new), actor=actor)
        return new
    for name in changed:
        setattr(held, name, wanted[name])
    held.version += 1
    held.entered_by = actor
    held.save(update_fields=[*changed, "version", "entered_by"])
    record(CostChanged(cost_id=held.pk, fields=changed), actor=actor)
    return held


@transaction.atomic
def approve_cost(*, actor: User, cost: Cost) -> Cost:
    """A second person's word. Whoever entered a cost may approve it only where nobody else could."""
    held = Cost.objects.select_for_update().get(pk=cost.pk)
    access.require(actor, "edit", held)
    _still_counts(held)
    if held.is_approved:
        raise Conflict("roi.cost_approved_already", "This cost is approved already.")
    if not may_approve(actor, held):
        raise Forbidden(
            "roi.four_eyes", "You entered this cost yourself. Ask somebody else of finance to approve it."
        )
    held.approved_by, held.approved_at = actor, clock.now()
    held.version += 1
    held.save(update_fields=["approved_by", "approved_at", "version"])
    record(CostApproved(cost_id=held.pk, category=held.category), actor=actor)
    return held


@transaction.atomic
def withdraw_cost(*, actor: User, cost: Cost, reason: str) -> Cost:
    """Take a cost out of the count; it stays in the ledger, struck through, with the reason."""
    held = Cost.objects.select_for_update().get(pk=cost.pk)
    access.require(actor, "delete", held)
    _still_counts(held)
    if not reason.strip():
        raise Invalid("roi.reason_missing", "Say why.", fields={"reason": "Say why, in a few words."})
    held.withdrawn_at = clock.now()
    held.version += 1
    held.save(update_fields=["withdrawn_at", "version"])
    record(CostWithdrawn(cost_id=held.pk, category=held.category, reason=reason.strip()), actor=actor)
    return held


@transaction.atomic
def attach_receipt(*, actor: User, cost: Cost, name: str, content: bytes) -> CostAttachment:
    """Keep a receipt with a cost: at most 10 MB, at most ten."""
    held = Cost.objects.select_for_update().get(pk=cost.pk)
    access.require(actor, "edit", held)
    _still_counts(held)
    if not content:
        raise Invalid(
            "roi.attachment_empty", "The file is empty.", fields={"attachment": "The file is empty."}
        )
    if len(content) > MAX_ATTACHMENT:
        raise Invalid(
            "roi.attachment_too_large",
            "The file is larger than 10 MB.",
            fields={"attachment": "At most 10 MB. Scan it at a lower resolution."},
        )
    if held.attachments.count() >= MAX_ATTACHMENTS:
        raise Invalid(
            "roi.too_many_attachments",
            "A cost holds ten files.",
            fields={"attachment": "There are ten files already."},
        )
    return _keep(held, name, content, actor)


@transaction.atomic
def set_budget(*, actor: User, category: str, year: int, amount: Money) -> Budget:
    """What may be spent on a category in a year; the ledger shows how much of it is used."""
    access.require(actor, "edit", "programme")
    programme = require_programme()
    if category not in Category.values:
        raise Invalid("roi.unknown_category", f"There is no category “{category}”.")
    if amount.currency != programme.currency or amount.minor < 0:
        raise Invalid(
            "roi.budget_invalid",
            f"A budget is an amount in {programme.currency}, not below zero.",
            fields={"amount": f"An amount in {programme.currency}, not below zero."},
        )
    if not 1990 <= year <= 2200:
        raise Invalid(
            "roi.budget_invalid", "Between 1990 and 2200.", fields={"year": "Between 1990 and 2200."}
        )
    budget, _ = Budget.objects.update_or_create(
        category=category,
        year=year,
        defaults={"amount_minor": amount.minor, "currency": amount.currency},
    )
    record(
        BudgetSet(
            programme_id=programme.pk,
            category=category,
            year=year,
            amount_minor=amount.minor,
            currency=amount.currency,
        ),
        actor=actor,
    )
    return budget


def faults_of(entry: CostEntry) -> dict[str, str]:
    """What keeps a cost out of the ledger, by field."""
    wrong = {}
    if entry.category not in Category.values:
        wrong["category"] = "Choose one of the categories."
    if not is_currency(entry.amount.currency):
        wrong["currency"] = "Use a three-letter code such as EUR."
    if entry.amount.minor == 0:
        wrong["amount"] = "An amount other than zero; a credit is negative."
    if abs(entry.amount.minor) > 10**15:
        wrong["amount"] = "This is more than a ledger holds. Check the amount."
    if not 1990 <= entry.incurred_on.year <= 2200:
        wrong["incurred_on"] = "A day between 1990 and 2200."
    if entry.until and entry.until < entry.incurred_on:
        wrong["until"] = "Not before the first day."
    if not 1 <= entry.spread_months <= 120:
        wrong["spread_months"] = "Between 1 and 120 months."
    if entry.recurs not in Recurs.values or entry.per not in Per.values:
        wrong["recurs"] = "Choose one of the options."
    if entry.spread_months > 1 and entry.recurs != Recurs.ONCE:
        wrong["spread_months"] = "A cost that comes again is not spread as well."
    if entry.per != Per.WHOLE and (entry.recurs != Recurs.ONCE or entry.spread_months > 1):
        wrong["per"] = "A cost of each transaction is counted when they happen: leave the others as they are."
    return wrong


def _check(entry: CostEntry) -> None:
    if wrong := faults_of(entry):
        raise Invalid("roi.cost_invalid", "This cost cannot be entered yet.", fields=wrong)


def _still_counts(cost: Cost) -> None:
    if cost.withdrawn_at:
        raise Conflict("roi.cost_withdrawn", "This cost was withdrawn. Enter it anew if it was right.")
    if Cost.objects.filter(replaces=cost).exists():
        raise Conflict("roi.cost_replaced", "A corrected cost took the place of this one. Open that one.")


def _entered(cost: Cost) -> CostEntered:
    return CostEntered(
        cost_id=cost.pk,
        category=cost.category,
        amount_minor=cost.amount_minor,
        currency=cost.currency,
        replaces_id=cost.replaces_id,
    )


def _keep(cost: Cost, name: str, content: bytes, added_by: User) -> CostAttachment:
    plain = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable()).strip()
    return CostAttachment.objects.create(
        cost=cost,
        name=plain[-200:] or "receipt",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        added_by=added_by,
    )


@transaction.atomic
def exported_costs(*, actor: User) -> QuerySet[Cost]:
    """Every cost this person may take away as a file, oldest first; that they did is recorded."""
    access.require(actor, "export", "cost")
    rows = access.visible(actor, Cost.objects.all(), "export").select_related("replaced_by")
    if held := programme():
        record(CostsExported(programme_id=held.pk, rows=rows.count()), actor=actor)
    return rows.order_by("incurred_on", "pk")

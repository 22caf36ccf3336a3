"""Changing and putting away many deals at once: everything is asked once for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from accrue.accounts import access
from accrue.accounts.kinds import Action, kind_called
from accrue.accounts.merged import kept_ids
from accrue.accounts.models import User
from accrue.errors import Invalid
from accrue.events.catalogue import DealArchived, DealEdited, DealRestored
from accrue.events.services import record_many
from accrue.filters.custom.writing import Given, changed_names, claim_many, merged_many
from accrue.filters.editing import Changed, Outcome
from accrue.filters.putting_away import GONE, moved_by, put_away
from accrue.sales.models import Deal
from accrue.sales.services.checks import check_levels, check_values
from accrue.sales.services.deals import MERGED, about, said
from accrue.standards import inspecting

MANY = ("owner_id", "expected_close", "source", "custom")
"""What may be changed of many: nothing that stages, sums or orders are made of."""
BATCH = 500


@transaction.atomic
def change_deals(*, actor: User, changes: Mapping[int, Mapping[str, Any]]) -> dict[int, Outcome]:
    """Change deals by id; for each what was replaced, or why it was not. What stays the same makes no fact.

    Takes what `edit_deal` takes, but for the currency. `team_id` may be given with an owner; else it becomes that of the
    owner. Whether the actor may see the owners is for the caller to ask. Raises Forbidden for a field the actor may not write.
    """
    given = {pk: _regular(values) for pk, values in changes.items()}
    names = {name for values in given.values() for name in values}
    check_levels(actor, names - {"custom", "team_id"})
    rows = Deal.objects.filter(pk__in=given)
    deals = list(rows.order_by("pk").select_for_update(no_key=True))
    editable = set(access.visible(actor, rows, Action.EDIT).values_list("pk", flat=True))
    _give_to_teams(given)
    faults = _customs(actor, deals, given) | _unseen(actor, given) | _impossible(given)
    found: dict[int, Outcome] = dict.fromkeys(changes, GONE)
    written: list[tuple[Deal, dict[str, Any]]] = []
    for deal in deals:
        new = {name: value for name, value in given[deal.pk].items() if getattr(deal, name) != value}
        fault = _fault(deal, editable, new) or faults.get(deal.pk, "")
        before = {name: getattr(deal, name) for name in new}
        if not fault and new:
            fault = _put(actor, deal, new)
        found[deal.pk] = fault or Changed(_plain(before), deal.version)
        if not fault and new:
            written.append((deal, before))
    found |= _write(written)
    kept = [(deal, before) for deal, before in written if isinstance(found[deal.pk], Changed)]
    claim_many("deal", {deal.pk: deal.custom for deal, before in kept if "custom" in before})
    record_many((_edited(deal, before) for deal, before in kept), actor=actor)
    return found


@transaction.atomic
def put_away_deals(*, actor: User, ids: Sequence[int], archived: bool) -> dict[int, Outcome]:
    """Archive or restore many; for each what became of it."""
    found = put_away(actor, Deal.objects.all(), ids, archived=archived)
    moved = Deal.objects.filter(pk__in=moved_by(found)).order_by("pk")
    fact = DealArchived if archived else DealRestored
    record_many((fact(**about(deal)) for deal in moved), actor=actor)
    return found


def _regular(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    if isinstance(found.get("expected_close"), str):
        found["expected_close"] = date.fromisoformat(found["expected_close"])
    return found


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON keeps them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _give_to_teams(given: Mapping[int, dict[str, Any]]) -> None:
    wanted = {values["owner_id"] for values in given.values() if values.get("owner_id")}
    teams = dict(User.objects.filter(pk__in=wanted).values_list("pk", "team_id"))
    for values in given.values():
        if values.get("owner_id") and teams.get(values["owner_id"]):
            values.setdefault("team_id", teams[values["owner_id"]])


def _customs(actor: User, deals: Sequence[Deal], given: Mapping[int, dict[str, Any]]) -> dict[int, str]:
    """Put whole custom values in the place of the given ones; returns what is wrong, by deal."""
    asked = [deal for deal in deals if given[deal.pk].get("custom")]
    rows = [Given(given[deal.pk]["custom"], deal.custom, deal.pk) for deal in asked]
    faults: dict[int, str] = {}
    for deal, (custom, wrong) in zip(asked, merged_many(actor, "deal", rows), strict=True):
        given[deal.pk]["custom"] = custom
        if wrong:
            faults[deal.pk] = " ".join(wrong.values())
    return faults


def _unseen(actor: User, given: Mapping[int, dict[str, Any]]) -> dict[int, str]:
    """Let the people and companies named be those that stand for them now; the deals whose one may not be seen."""
    faults: dict[int, str] = {}
    for kind in MERGED:
        name, model = f"{kind}_id", kind_called(kind).model
        naming = {pk: values for pk, values in given.items() if values.get(name) is not None}
        if not naming:
            continue
        kept = kept_ids(kind, [values[name] for values in naming.values()])
        for values in naming.values():
            values[name] = kept.get(values[name], values[name])
        there = model._default_manager.filter(pk__in={values[name] for values in naming.values()})
        seen = set(access.visible(actor, there).values_list("pk", flat=True))
        faults |= {
            pk: f"There is no such {kind}." for pk, values in naming.items() if values[name] not in seen
        }
    return faults


def _impossible(given: Mapping[int, dict[str, Any]]) -> dict[int, str]:
    faults: dict[int, str] = {}
    for pk, values in given.items():
        try:
            check_values(values)
        except Invalid as error:
            faults[pk] = inspecting.Refused.because(error.fields)
    return faults


def _fault(deal: Deal, editable: set[int], new: Mapping[str, Any]) -> str:
    if deal.pk not in editable:
        return "You may not change this record."
    if deal.is_closed and "amount_minor" in new:
        return "It is won or lost; its value stands. Reopen it to change it."
    return "It is archived. Restore it first." if deal.archived_at else ""


def _put(actor: User, deal: Deal, new: Mapping[str, Any]) -> str:
    """Set the values; why not, where it would go out of the actor's reach."""
    for name, value in new.items():
        setattr(deal, name, value)
    if "amount_minor" in new:
        deal.follows_lines = False
    deal.version += 1
    if "owner_id" in new and not access.access_of(actor).may("deal", Action.EDIT, deal):
        return "You may hand deals over only within your team."
    return ""


def _write(written: Sequence[tuple[Deal, dict[str, Any]]]) -> dict[int, Outcome]:
    """Write what keeps the rules of the company; returns what breaks them, which stays as it was."""
    inspection = inspecting.begin("deal", [deal.pk for deal, _ in written])
    changed = {deal.pk: _edited(deal, before).fields for deal, before in written}
    try:
        with transaction.atomic():
            _save(written)
            refused = inspecting.refusals(inspection, changed)
            if refused:
                raise _Again
    except _Again:
        _save([(deal, before) for deal, before in written if deal.pk not in refused])
        return {pk: inspecting.Refused.because(fields) for pk, fields in refused.items()}
    return {}


class _Again(Exception):
    """Some of what was written is to be left out."""


def _save(written: Sequence[tuple[Deal, dict[str, Any]]]) -> None:
    names = {name for _, before in written for name in before}
    names |= {"follows_lines"} if "amount_minor" in names else set()
    if names:
        Deal.objects.bulk_update([deal for deal, _ in written], [*sorted(names), "version"], batch_size=BATCH)


def _edited(deal: Deal, before: Mapping[str, Any]) -> DealEdited:
    names = sorted({said(name) for name in before if name not in ("custom", "team_id")})
    names += changed_names(before["custom"], deal.custom) if "custom" in before else []
    return DealEdited(deal_id=deal.pk, fields=names)

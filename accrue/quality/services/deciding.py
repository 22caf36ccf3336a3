"""What somebody says about a pair. What was decided is remembered: no scan asks again."""

from __future__ import annotations

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Conflict, Missing
from accrue.events.catalogue import (
    CompaniesComparedAgain,
    CompaniesKeptApart,
    PeopleComparedAgain,
    PeopleKeptApart,
)
from accrue.events.facts import Fact
from accrue.events.services import record
from accrue.quality.models import Pair
from accrue.quality.selectors.pairs import MODELS


@transaction.atomic
def keep_apart(*, actor: User, pair_id: int) -> Pair:
    """These two are not the same. Raises Missing, Forbidden, or Conflict where they are merged."""
    found = _locked(actor, pair_id)
    if found.state == Pair.State.MERGED:
        raise Conflict("quality.pair_merged", "These two were merged meanwhile. Undo the merge first.")
    if found.state == Pair.State.OPEN:
        _decide(found, Pair.State.APART, actor)
        record(_fact(found, PeopleKeptApart, CompaniesKeptApart), actor=actor)
    return found


@transaction.atomic
def reopen_pair(*, actor: User, pair_id: int) -> Pair:
    """Take back that two are not the same."""
    found = _locked(actor, pair_id)
    if found.state == Pair.State.MERGED:
        raise Conflict("quality.pair_merged", "These two are merged. Undo the merge instead.")
    if found.state == Pair.State.APART:
        _decide(found, Pair.State.OPEN, None)
        record(_fact(found, PeopleComparedAgain, CompaniesComparedAgain), actor=actor)
    return found


def _locked(actor: User, pair_id: int) -> Pair:
    found = Pair.objects.select_for_update().filter(pk=pair_id).first()
    if found is None:
        raise Missing
    records = MODELS[found.kind]._default_manager.filter(pk__in=[found.left_id, found.right_id])
    if len(records) != 2:
        raise Missing
    for each in records:
        if not access.access_of(actor).may(found.kind, "see", each):
            raise Missing
    for each in records:
        access.require(actor, "edit", each)
    return found


def _decide(found: Pair, state: Pair.State, actor: User | None) -> None:
    found.state, found.decided_by = state, actor
    found.decided_at = clock.now() if actor else None
    found.save(update_fields=["state", "decided_by", "decided_at"])


def _fact(
    found: Pair,
    person: type[PeopleKeptApart | PeopleComparedAgain],
    company: type[CompaniesKeptApart | CompaniesComparedAgain],
) -> Fact:
    if found.kind == Pair.Kind.PERSON:
        return person(person_id=found.left_id, other_id=found.right_id)
    return company(company_id=found.left_id, other_id=found.right_id)

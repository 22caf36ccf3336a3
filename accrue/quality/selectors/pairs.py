from __future__ import annotations

from django.db.models import Case, IntegerField, Q, QuerySet, When

from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.models import User
from accrue.contacts.models import Company, Person
from accrue.contacts.selectors import hidden_details
from accrue.errors import Missing
from accrue.quality.models import DuplicateRules, Pair

MODELS: dict[str, type[Person] | type[Company]] = {"person": Person, "company": Company}


def duplicate_rules() -> DuplicateRules:
    """The rules as they are kept, or as they are until somebody changes them."""
    return DuplicateRules.objects.order_by("pk").first() or DuplicateRules()


def open_pairs(actor: User, kind: str) -> QuerySet[Pair]:
    """The pairs to be looked at, in no order: both records seen by this user, neither archived, certain enough."""
    pairs = Pair.objects.filter(kind=kind, state=Pair.State.OPEN, certainty__gte=duplicate_rules().threshold)
    return _both_seen(actor, kind, pairs)


def queue(actor: User, kind: str) -> QuerySet[Pair]:
    """The pairs to be looked at: those that this user may merge first, of each sort the most certain first."""
    records = MODELS[kind]._default_manager.all()
    may = Q()
    for action in (Action.EDIT, Action.DELETE):
        own = access.visible(actor, records, action).values("pk")
        may &= Q(left_id__in=own, right_id__in=own)
    mine = Case(When(may, then=0), default=1, output_field=IntegerField())
    return open_pairs(actor, kind).alias(mine=mine).order_by("mine", "-certainty", "pk")


def pair(actor: User, pair_id: int) -> Pair:
    """One pair, whatever was decided of it. Raises Missing unless both records may be seen."""
    found = Pair.objects.filter(pk=pair_id).first()
    if found is None:
        raise Missing
    access.require(actor, "see", found.kind)
    seen = access.visible(
        actor, MODELS[found.kind]._default_manager.filter(pk__in=[found.left_id, found.right_id])
    )
    if seen.count() != 2:
        raise Missing
    return found


def shown_reasons(actor: User, found: Pair) -> list[str]:
    """What speaks for the pair, without what this user may not read."""
    hidden = hidden_details(actor, found.kind)
    return [words for name, words in found.reasons if name not in hidden]


def _both_seen(actor: User, kind: str, pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    records = MODELS[kind]._default_manager.filter(archived_at__isnull=True)
    seen = access.visible(actor, records).values("pk")
    return pairs.filter(left_id__in=seen, right_id__in=seen)

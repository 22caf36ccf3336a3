"""A record's timeline as one person may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.urls import reverse
from django.utils.safestring import SafeString

from accrue.accounts import access
from accrue.accounts.kinds import Action, RecordKind, Scope, field_label, kinds
from accrue.accounts.merged import former_ids
from accrue.accounts.models import User
from accrue.events.facts import Fact
from accrue.events.models import Event
from accrue.events.selectors import timeline
from accrue.money.amount import Money
from accrue.money.format import format_money
from accrue.ui.said import rows
from accrue.ui.timeline import Happening

GROUPS = {
    "comments": "Comments",
    "files": "Files",
    "changes": "Changes",
    "deals": "Deals",
    "orders": "Orders",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What an area above says of an event in place of its fact: as plain text, and as it is drawn on a page."""

    text: str
    html: SafeString


type Teller = Callable[[User, Sequence[Event]], Mapping[int, Told]]
_tellers: dict[str, Teller] = {}


def tells(teller: Teller, *facts: type[Fact]) -> None:
    """Let `teller(actor, events)` say what happened, by the id of the event, at the cost of one query for all of them."""
    for fact in facts:
        _tellers[fact.__name__] = teller


@dataclass(frozen=True, slots=True)
class Seen:
    """A page of a timeline, newest first; `older` is the cursor of the next page, or None."""

    happenings: list[Happening]
    older: str | None


def timeline_of(
    actor: User,
    kind: str,
    record_id: int,
    *,
    group: str = "",
    older: str | None = None,
    former: Sequence[int] | None = None,
) -> Seen:
    """What happened to a record, without what concerns records or details that this person may not see.

    What happened to those which were merged into it is part of it; `former` are their ids where they are known.
    """
    former = former_ids(kind, record_id) if former is None else former
    page = timeline(kind, record_id, group=group, older=older, also=former)
    itself = {(kind, pk) for pk in (record_id, *former)}
    visible = _visible_subjects(actor, page.events) | itself
    facts = [(event, _readable(actor, event)) for event in page.events]
    seen = [
        (event, fact)
        for event, fact in facts
        if fact is not None and (event.subject_kind, event.subject_id) in visible
    ]
    told = _told(actor, [event for event, _ in seen])
    shown = [
        _happening(
            actor,
            event,
            fact,
            is_itself=(event.subject_kind, event.subject_id) in itself,
            told=told.get(event.pk),
        )
        for event, fact in seen
    ]
    return Seen(shown, page.older)


def _visible_subjects(actor: User, events: Sequence[Event]) -> set[tuple[str, int]]:
    """Which of the records these events are about may be seen; one query for all kinds together."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for event in events:
        by_kind[event.subject_kind].add(event.subject_id)
    allowed, declared = access.access_of(actor), {kind.key: kind for kind in kinds()}
    found: set[tuple[str, int]] = set()
    asked: list[QuerySet[Any, Any]] = []
    for key, ids in by_kind.items():
        scope = allowed.scope(key, Action.SEE) if key in declared else Scope.NONE
        if scope is Scope.ALL:
            found |= {(key, record_id) for record_id in ids}
        elif scope is not Scope.NONE:
            asked.append(_ids(actor, declared[key], ids))
    if asked:
        # The union takes on the order that its first model declares, unless it is told not to.
        found |= set(asked[0].union(*asked[1:]).order_by() if len(asked) > 1 else asked[0])
    return found


def _ids(actor: User, kind: RecordKind, ids: Iterable[int]) -> QuerySet[Any, Any]:
    rows = access.visible(actor, kind.model._default_manager.filter(pk__in=ids)).order_by()
    return rows.values_list(Value(kind.key, output_field=CharField()), "pk")


def _readable(actor: User, event: Event) -> Fact | None:
    """The fact without the names of details that are hidden; None where nothing is left of it."""
    fact: Any = event.fact
    names = getattr(fact, "fields", None)
    if names is None:
        return fact  # type: ignore[no-any-return]  # a fact of the catalogue
    allowed = access.access_of(actor)
    seen = [
        field_label(event.subject_kind, name) for name in names if not allowed.hides(event.subject_kind, name)
    ]
    return replace(fact, fields=seen) if seen else None


def _told(actor: User, events: Sequence[Event]) -> dict[int, Told]:
    by_teller: dict[Teller, list[Event]] = defaultdict(list)
    for event in events:
        if event.name in _tellers:
            by_teller[_tellers[event.name]].append(event)
    found: dict[int, Told] = {}
    for teller, asked in by_teller.items():
        found |= teller(actor, asked)
    return found


def _happening(
    actor: User, event: Event, fact: Fact, *, is_itself: bool, told: Told | None = None
) -> Happening:
    kind = next((kind for kind in kinds() if kind.key == event.subject_kind), None)
    return Happening(
        at=event.occurred_at,
        title=fact.label,
        icon=fact.icon,
        actor=str(event.actor) if event.actor else "Accrue",
        body=told.text if told else fact.summary(),
        html=told.html if told else rows(()),
        meta=_amount(actor, event),
        url=reverse(kind.url_name, args=[event.subject_id])
        if kind and kind.url_name and not is_itself
        else "",
        tone=fact.tone,
        key=str(event.pk),
    )


def _amount(actor: User, event: Event) -> str:
    minor, currency = event.data.get("amount_minor"), event.data.get("currency")
    hidden = any(access.access_of(actor).hides(event.subject_kind, n) for n in ("amount", "amount_minor"))
    return "" if minor is None or not currency or hidden else format_money(Money(minor, currency))

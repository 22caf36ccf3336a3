"""Two records of one customer become one, and for 30 days two again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.models import User
from accrue.contacts.services.merged import locked_both, stand_apart, stand_in
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.catalogue import (
    CompaniesMerged,
    CompanyMergeUndone,
    DrawnPeopleMerged,
    DrawnPeopleParted,
    PeopleMerged,
    PersonMergeUndone,
)
from accrue.events.services import record
from accrue.filters.custom.definitions import PREFIX
from accrue.filters.custom.models import UniqueValue
from accrue.filters.custom.writing import claim
from accrue.quality.merge_fields import CUSTOM, RAW, as_columns, fields_of, value_of
from accrue.quality.models import Merge, Pair
from accrue.quality.models.merges import UNDO_DAYS
from accrue.quality.selectors.going_along import drawn_for
from accrue.quality.selectors.naming import name_of, plain_name
from accrue.quality.selectors.previewing import AWAY, KEEP, both, is_free, must_stand, proposed
from accrue.quality.services.links_meanwhile import Link, correct_what_was_before, is_same, links_of, returned
from accrue.quality.services.moving import lock_moving, move_back, move_relations
from accrue.standards import inspecting
from accrue.standards.phones import e164

NAMING = {"person": ("given_name", "family_name", "email"), "company": ("name",)}


@transaction.atomic
def merge(
    *,
    actor: User,
    kind: str,
    keep_id: int,
    away_id: int,
    choices: Mapping[str, str] | None = None,
    versions: tuple[int, int],
) -> Merge:
    """Let one record stand for another, with everything that points to it.

    `choices` say for a field whose value is kept, "keep" or "away"; fields not named follow the preview's proposal.
    `versions` are those of the kept record and of the other as the actor saw them. Raises Missing, Forbidden, Invalid
    (where the kept record would break a rule that it keeps now, too), or Conflict where somebody changed one of them meanwhile or merged it.
    """
    both(actor, kind, keep_id, away_id)
    lock_moving(kind, away_id)
    found = locked_both(kind, (keep_id, away_id))
    keep, away = found[keep_id], found[away_id]
    must_stand(actor, kind, keep, away)
    if (keep.version, away.version) != tuple(versions):
        raise Conflict(
            "quality.changed_meanwhile",
            "Somebody changed one of these records meanwhile. Look at both again, then merge them.",
        )
    changes = _changes(actor, kind, keep, away, choices or {})
    made = Merge.objects.create(
        kind=kind,
        keep_id=keep_id,
        away_id=away_id,
        changed={name: [_plain(value_of(keep, name)), _plain(value)] for name, value in changes.items()},
        away_archived_at=away.archived_at,
        merged_at=clock.now(),
        merged_by=actor,
    )
    drawn = drawn_for(keep_id, away_id) if kind == "person" else []
    inspection = inspecting.begin(kind, [keep_id])
    stand_in(keep=keep, away=away, changes=as_columns(keep, changes))
    taken = [name.removeprefix(CUSTOM) for name in changes if name.startswith(CUSTOM)]
    UniqueValue.objects.filter(field__kind=kind, field__key__in=taken, record_id=away_id).delete()
    claim(kind, keep_id, keep.custom)
    inspecting.require(inspection, {keep_id: [_as_rules_say(name) for name in changes]})
    moved = move_relations(made)
    left, right = sorted((keep_id, away_id))
    Pair.objects.filter(kind=kind, left_id=left, right_id=right).update(
        state=Pair.State.MERGED, decided_at=made.merged_at, decided_by=actor
    )
    fact = PeopleMerged if kind == "person" else CompaniesMerged
    record(fact(**_told(made, plain_name(away), moved)), actor=actor)
    for one in drawn:
        arms = [arm for arm in (one.keep, one.away) if arm]
        experiment = one.assignment.experiment
        record(
            DrawnPeopleMerged(
                experiment_id=experiment.pk,
                person_id=keep_id,
                merged_id=away_id,
                key=experiment.key,
                arms=arms,
            ),
            actor=actor,
        )
    return made


@transaction.atomic
def undo_merge(*, actor: User, merge_id: int) -> Merge:
    """Both records again: fields the merge changed go back unless somebody changed them since, and so do the rows
    that came along. What was added since stays with the kept record.

    Raises Missing, Forbidden, or Conflict with the reason where this merge cannot be undone (any more).
    """
    known = Merge.objects.filter(pk=merge_id).first()
    if known is None:
        raise Missing
    lock_moving(known.kind, known.keep_id)
    found = locked_both(known.kind, (known.keep_id, known.away_id))
    keep, away = found[known.keep_id], found[known.away_id]
    made = Merge.objects.select_for_update(no_key=True).get(pk=merge_id)
    require_undoable(actor, made, keep, away)
    links = links_of(made.kind)
    changes = _taken_back(made, keep, links)
    columns = as_columns(keep, changes)
    stand_apart(keep=keep, away=away, changes=columns, archived_at=made.away_archived_at)
    claim(made.kind, keep.pk, keep.custom)
    claim(made.kind, away.pk, away.custom)
    went = move_back(made)
    correct_what_was_before(made)
    made.undone_at, made.undone_by = clock.now(), actor
    made.save(update_fields=["undone_at", "undone_by"])
    left, right = sorted((keep.pk, away.pk))
    Pair.objects.filter(kind=made.kind, left_id=left, right_id=right, state=Pair.State.MERGED).update(
        state=Pair.State.OPEN, decided_at=None, decided_by=None
    )
    fact = PersonMergeUndone if made.kind == "person" else CompanyMergeUndone
    record(fact(**_told(made, plain_name(away), went)), actor=actor)
    for one in drawn_for(keep.pk, away.pk) if made.kind == "person" else []:
        experiment = one.assignment.experiment
        record(
            DrawnPeopleParted(
                experiment_id=experiment.pk, person_id=keep.pk, merged_id=away.pk, key=experiment.key
            ),
            actor=actor,
        )
    return made


def require_undoable(actor: User, made: Merge, keep: Any, away: Any) -> None:
    """Raise Missing, Forbidden or Conflict, with what to do first."""
    for one in (keep, away):
        if not access.access_of(actor).may(made.kind, Action.SEE, one):
            raise Missing
    for one in (keep, away):
        access.require(actor, Action.EDIT, one)
        access.require(actor, Action.DELETE, one)
    if made.is_undone:
        raise Conflict("quality.undone_already", "This merge was undone already.")
    if keep.merged_into_id is not None:
        raise Conflict(
            "quality.kept_merged_since",
            f"“{name_of(actor, made.kind, keep)}” was itself merged into another record since. Undo that merge first, then this one.",
        )
    if not made.days_left:
        raise Conflict(
            "quality.undo_over", f"A merge can be undone for {UNDO_DAYS} days; this one is older than that."
        )


def _changes(actor: User, kind: str, keep: Any, away: Any, choices: Mapping[str, str]) -> dict[str, Any]:
    """The columns of the kept record that take another value, as chosen or proposed."""
    fields = {field.name: field for field in fields_of(kind)}
    _check(choices, fields)
    changes: dict[str, Any] = {}
    for name, (side, _) in proposed(actor, kind, keep, away).items():
        field = fields[name]
        chosen = choices.get(name, side)
        if chosen == AWAY and side != AWAY and not is_free(actor, kind, field, away):
            raise Forbidden("quality.field_read_only", f"You may not change {field.label.lower()}.")
        if chosen == AWAY:
            changes |= {column: value_of(away, column) for column in field.columns}
    if {"phone", "country"} & set(changes):
        phone, country = (changes.get(name, getattr(keep, name)) for name in ("phone", "country"))
        changes["phone_e164"] = e164(phone, country) or changes.get("phone_e164", keep.phone_e164)
    left = {column: changes.get(column, getattr(keep, column)) for column in NAMING[kind]}
    if not any(left.values()):
        message = "Keep a name or an e-mail address, so that this record can be found again."
        raise Invalid("quality.nameless", message, fields=dict.fromkeys(NAMING[kind], message))
    changes["created_at"] = min(keep.created_at, away.created_at)
    return {name: value for name, value in changes.items() if value_of(keep, name) != value}


def _as_rules_say(column: str) -> str:
    """The field's name in the language of filters, by which rules name it."""
    if column.startswith(CUSTOM):
        return f"{PREFIX}{column.removeprefix(CUSTOM)}"
    return column.removesuffix("_id")


def _read(value: Any) -> Any:
    return value


def _plain(value: Any) -> Any:
    """As JSON keeps it; moments to the microsecond, so that they come back as they were."""
    return value.isoformat() if isinstance(value, datetime) else value


def _check(choices: Mapping[str, str], fields: Mapping[str, Any]) -> None:
    wrong = {name: "There is no such field." for name in choices if name not in fields}
    wrong |= {
        name: f"Choose {KEEP} or {AWAY}."
        for name, side in choices.items()
        if name in fields and side not in (KEEP, AWAY)
    }
    if wrong:
        raise Invalid("quality.invalid_choice", "Some choices cannot be read.", fields=wrong)


def _taken_back(made: Merge, keep: Any, links: Mapping[str, Link]) -> dict[str, Any]:
    """What the kept record gets back. Where a later merge changed the same column, that one learns what was before."""
    later = list(
        Merge.objects.select_for_update(no_key=True)
        .filter(kind=made.kind, keep_id=made.keep_id, undone_at=None, pk__gt=made.pk)
        .order_by("pk")
    )
    changes: dict[str, Any] = {}
    for column, (before, after) in made.changed.items():
        read = _read if column.startswith((CUSTOM, RAW)) else keep._meta.get_field(column).to_python
        heir = next((one for one in later if column in one.changed), None)
        if heir is not None:
            if is_same(links.get(column), after, heir.changed[column][0]):
                heir.changed[column][0] = before
                heir.save(update_fields=["changed"])
        elif is_same(links.get(column), read(after), value_of(keep, column)):
            changes[column] = returned(links.get(column), keep.pk, read(before))
    return changes


def _told(made: Merge, name: str, moved: Mapping[str, int]) -> dict[str, Any]:
    counts = [f"{relation}: {number}" for relation, number in sorted(moved.items())]
    kept = {f"{made.kind}_id": made.keep_id}
    return {**kept, "merged_id": made.away_id, "merge_id": made.pk, "name": name, "moved": counts}

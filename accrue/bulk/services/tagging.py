"""Tags on and off many records, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from accrue.accounts import access
from accrue.accounts.kinds import Action, kind_called
from accrue.accounts.models import User
from accrue.activities.models import Tagging
from accrue.activities.services import add_tags, remove_tags
from accrue.filters.editing import Changed, Outcome
from accrue.filters.putting_away import GONE

MAY_NOT = "You may not change this record."
CHANGED_SINCE = "Somebody changed its tags since, so they stay as they are."


def tag_many(
    actor: User, kind: str, ids: Sequence[int], names: Sequence[str], *, is_off: bool
) -> dict[int, Outcome]:
    """Put tags on records, or take them off; what was replaced is `{"tags": {tag's id: [its name, when]}}` of each."""
    outcomes, may = _reach(actor, kind, ids)
    if not may:
        return outcomes
    before = _carried(kind, may)
    if is_off:
        remove_tags(actor=actor, kind=kind, ids=may, names=names)
    else:
        add_tags(actor=actor, kind=kind, ids=may, names=names)
    after = _carried(kind, may)
    for pk in may:
        more, less = (before[pk], after[pk]) if is_off else (after[pk], before[pk])
        moved = {tag: said for tag, said in more.items() if tag not in less}
        outcomes[pk] = Changed({"tags": moved} if moved else {}, 0)
    return outcomes


def put_back(
    actor: User, kind: str, before: Mapping[int, Mapping[str, Any]], *, is_off: bool
) -> dict[int, Outcome]:
    """The tags as they were, where nobody took off or put back one of them since."""
    outcomes, may = _reach(actor, kind, list(before))
    now = _carried(kind, may)
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for pk in may:
        moved: Mapping[str, list[str]] = before[pk]["tags"]
        as_left = (
            _none(now[pk], moved) if is_off else all(now[pk].get(tag) == said for tag, said in moved.items())
        )
        if as_left:
            groups[tuple(sorted(name for name, _ in moved.values()))].append(pk)
            outcomes[pk] = Changed({"tags": dict(moved)}, 0)
        else:
            outcomes[pk] = CHANGED_SINCE
    for names, ids in groups.items():
        write = add_tags if is_off else remove_tags
        write(actor=actor, kind=kind, ids=ids, names=names)
    return outcomes


def _none(carried: Mapping[str, Any], tags: Iterable[str]) -> bool:
    return not any(tag in carried for tag in tags)


def _reach(actor: User, kind: str, ids: Collection[int]) -> tuple[dict[int, Outcome], list[int]]:
    """What cannot be changed and why, and the ids of those that can."""
    model: Any = kind_called(kind).model
    rows = model._default_manager.filter(pk__in=ids)
    seen = set(access.visible(actor, rows).values_list("pk", flat=True))
    may = set(access.visible(actor, rows, Action.EDIT).values_list("pk", flat=True)) & seen
    outcomes: dict[int, Outcome] = {pk: MAY_NOT if pk in seen else GONE for pk in ids if pk not in may}
    return outcomes, sorted(may)


def _carried(kind: str, ids: Collection[int]) -> dict[int, dict[str, list[str]]]:
    """Of each record its tags: id → [name, since when]. A key of JSON is a text."""
    found: dict[int, dict[str, list[str]]] = {pk: {} for pk in ids}
    rows = Tagging.objects.filter(kind=kind, record_id__in=ids)
    for pk, tag, name, at in rows.values_list("record_id", "tag_id", "tag__name", "tagged_at"):
        found[pk][str(tag)] = [name, at.isoformat()]
    return found

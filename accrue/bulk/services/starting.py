"""Begin a change of many records, and take one back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.models import User
from accrue.activities.services.tags import checked_names
from accrue.bulk.models import BulkAction, BulkRow, RowState, State, What
from accrue.bulk.selectors import NEEDS, bulk_action, offered
from accrue.bulk.services.running import defer, run
from accrue.bulk.services.wording import said
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.filters.editing import editing_of
from accrue.filters.selection import Selection

MOST_TICKED = 1_000
AT_ONCE = 100
"""Up to so many ticked records are changed while one waits; more by the worker."""


@transaction.atomic
def start(
    *,
    actor: User,
    kind: str,
    what: str,
    values: Mapping[str, Any] | None = None,
    ids: Sequence[int] | None = None,
    selection: Selection | None = None,
) -> BulkAction:
    """Do one thing with the records `ids`, or with all rows of a list.

    `values` are what to write, as `filters.editing` takes them, or `{"tags": [name, …]}`. Raises Missing where one of the
    ids may not be seen, Forbidden, Invalid and BadFilter; then nothing is written. Records that the actor may not change
    are no fault: they are told in the end.
    """
    editing_of(kind)
    verb = _verb(actor, kind, what)
    regular = _checked(actor, kind, verb, values or {})
    if ids is not None:
        wanted = _ticked(actor, kind, ids)
        made = _made(actor, kind, verb, regular, {"ids": len(wanted)}, State.RUNNING)
        made.total = len(wanted)
        made.save(update_fields=["total"])
        BulkRow.objects.bulk_create(BulkRow(action=made, record_id=pk) for pk in wanted)
        if len(wanted) <= AT_ONCE:
            run(made.pk, until=lambda: False)
            made.refresh_from_db()
            return made
    else:
        if selection is None or selection.kind != kind:
            raise Invalid(
                "bulk.no_records", "Say which records: by their ids, or by what narrows their list."
            )
        selection.rows(actor)
        made = _made(actor, kind, verb, regular, selection.data, State.GATHERING)
    defer(made.pk)
    return made


@transaction.atomic
def undo(*, actor: User, action_id: int) -> BulkAction:
    """Put every record back that nobody changed since; the others are told. Raises Missing, Forbidden, Conflict."""
    found = BulkAction.objects.select_for_update().get(pk=bulk_action(actor, action_id).pk)
    access.require(actor, "edit", found)
    if not found.may_be_undone:
        raise Conflict(
            "bulk.cannot_undo",
            "This was undone already." if found.state == State.UNDONE else "Only what is done can be undone.",
        )
    found.state, found.done, found.total = State.UNDOING, 0, found.changed
    found.save()
    BulkRow.objects.filter(action=found, state=RowState.CHANGED).update(is_waiting=True)
    if found.total <= AT_ONCE:
        run(found.pk, until=lambda: False)
        found.refresh_from_db()
        return found
    defer(found.pk)
    return found


def _verb(actor: User, kind: str, what: str) -> What:
    if what not in What.values:
        message = f"Choose one of: {', '.join(What.values)}."
        raise Invalid("bulk.no_such_action", message, fields={"do": message})
    verb = What(what)
    access.require(actor, NEEDS[verb], kind)
    if verb == What.EDIT:
        return verb
    known = {*offered(actor, kind), *offered(actor, kind, archived=True)}
    if verb not in known:
        label = kind_called(kind).plural.lower()
        raise Invalid("bulk.not_of_this_kind", f"{verb.label} is nothing that {label} know.")
    return verb


def _checked(actor: User, kind: str, verb: What, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is to be written, regular."""
    if "\\u0000" in json.dumps(values):
        raise Invalid("bulk.no_text", "There is a character in it that no text holds (U+0000). Leave it out.")
    _require_types(values)
    if verb in (What.TAG, What.UNTAG):
        _only(values, {"tags"})
        names = checked_names(values.get("tags", []))
        if verb == What.TAG and not access.access_of(actor).may("tag", "see"):
            raise Forbidden("bulk.no_tags", "You may not see tags, so you cannot give any.")
        return {"tags": names}
    if verb in (What.ARCHIVE, What.RESTORE):
        _only(values, set())
        return {}
    if not values:
        raise Invalid(
            "bulk.nothing_to_write",
            "Say which field to change, and to what.",
            fields={"values": "Name a field."},
        )
    return editing_of(kind).checked(actor, values)


def _require_types(values: Mapping[str, Any]) -> None:
    """Programs may send anything; what a field itself cannot hold is its area's to say."""
    faults: dict[str, str] = {}
    for name, value in values.items():
        if name == "custom" and not isinstance(value, Mapping):
            faults[name] = 'Send {"custom": {"<key>": value}}.'
        elif name == "tags" and not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
            faults[name] = 'Send {"tags": ["VIP"]}.'
        elif name.endswith("_id") and not (value is None or type(value) is int):
            faults[name] = "Send the id of a record, or null."
        elif name not in ("custom", "tags") and isinstance(value, (Mapping, list)):
            faults[name] = "Send one value."
    if faults:
        raise Invalid("bulk.wrong_type", " ".join(faults.values()), fields=faults)


def _only(values: Mapping[str, Any], known: set[str]) -> None:
    if unknown := sorted(set(values) - known):
        message = f"“{unknown[0][:40]}” is nothing that this takes."
        raise Invalid("bulk.unknown_value", message, fields={unknown[0][:40]: message})


def _ticked(actor: User, kind: str, ids: Sequence[int]) -> list[int]:
    wanted = sorted(set(ids))
    if not wanted or len(wanted) > MOST_TICKED:
        message = f"Choose 1 to {MOST_TICKED:,} records; for more take all that a list shows."
        raise Invalid("bulk.too_many", message, fields={"ids": message})
    model: Any = kind_called(kind).model
    seen = access.visible(actor, model._default_manager.filter(pk__in=wanted))
    if seen.count() != len(wanted):
        raise Missing
    return wanted


def _made(
    actor: User, kind: str, verb: What, values: dict[str, Any], selection: dict[str, Any], state: State
) -> BulkAction:
    if "\\u0000" in json.dumps(selection):
        message = "There is a character in it that no text holds (U+0000). Leave it out."
        raise Invalid("bulk.no_text", message, fields={"q": message})
    return BulkAction.objects.create(
        kind=kind,
        what=verb,
        values=values,
        selection=selection,
        said=said(kind, verb, values)[:300],
        state=state,
        owner=actor,
    )

"""Custom fields that search finds: what decides for a reader who may not see them all, and taking values in and out.

The keys of a record hold the values of every field that is found by search. Whoever may not see one of them is answered by
the keys as ever, and then by the text of what they may see alone: a hidden value finds nothing for them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Func, Max, Model, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from procrastinate.contrib.django import app

from accrue.accounts import access, stamps
from accrue.accounts.kinds import Action, Scope, kind_called
from accrue.accounts.models import User
from accrue.events.models import Progress
from accrue.events.services import begin_progress
from accrue.filters.custom.column import SEARCHED
from accrue.filters.custom.definitions import STAMP, Definition, in_search
from accrue.filters.custom.models import CustomField
from accrue.filters.search import DigitsOf, matching

JOB = "filters.take_into_search"
AT_ONCE = 5_000


def searched[M: Model](
    actor: User,
    kind: str,
    queryset: QuerySet[M],
    needle: str,
    *,
    columns: Sequence[str | Func],
    hidden: Collection[str] = (),
) -> QuerySet[M]:
    """As `filters.search.matching`, of a kind with custom fields: those hidden from the actor decide nothing."""
    held = access.access_of(actor)
    own = in_search(kind)
    shown = [one for one in own if not held.hides(kind, one.name)]
    if len(shown) < len(own):
        hidden = {*hidden, SEARCHED}
        columns = [*columns, *(text for one in shown for text in _texts(one))]
    restricted = held.scope(kind, Action.SEE) is not Scope.ALL
    return matching(queryset, needle, columns=columns, hidden=hidden, restricted=restricted)


def _texts(field: Definition) -> list[Func]:
    said = Coalesce(KeyTextTransform(field.key, "custom"), Value(""), output_field=TextField())
    return [said, DigitsOf(said)]


def ask_to_take_in(actor: User | None, field: CustomField) -> None:
    """Let the worker take what stands in records into search, or out of it, as the field has it by now."""
    if field.is_searched:
        field.is_in_search = True
    field.search_progress = begin_progress(title=f"Search and “{field.label}”", started_by=actor)
    field.save(update_fields=["is_in_search", "search_progress"])
    app.configure_task(JOB).defer(field_id=field.pk, progress_id=field.search_progress.pk)


def take_in(field_id: int, tell: Callable[[int, int], None]) -> None:
    """Write the keys of every record that holds a value anew, some at a time. Runs in the worker; may be repeated."""
    field = CustomField.objects.filter(pk=field_id).first()
    if field is None:
        return
    rows: QuerySet[Any] = kind_called(field.kind).model._default_manager.order_by()
    last = rows.aggregate(last=Max("pk"))["last"] or 0
    for start in range(0, last + 1, AT_ONCE):
        tell(start, last)
        # The database writes the keys wherever `custom` is written.
        here = rows.filter(pk__gte=start, pk__lt=start + AT_ONCE, custom__has_key=field.key)
        here.update(custom=F("custom"))
    _settle(field_id)


@transaction.atomic
def _settle(field_id: int) -> None:
    field = CustomField.objects.select_for_update(of=("self",)).filter(pk=field_id).first()
    if field is None:
        return
    is_in = field.is_searched and field.archived_at is None
    if field.is_in_search != is_in:
        field.is_in_search = is_in
        field.save(update_fields=["is_in_search"])
    stamps.renew(STAMP)


def work_on(fields: Sequence[CustomField]) -> list[Progress]:
    """What the worker does for these fields just now, or could not do."""
    over = Progress.State.DONE
    return [
        one.search_progress for one in fields if one.search_progress and one.search_progress.state != over
    ]

"""Emptying the tables that the map names: live rows, then what history and facts keep of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Case, CharField, F, Field, JSONField, Model, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from accrue.accounts.kinds import kinds
from accrue.events import data_map
from accrue.events.data_map import Fate, Table
from accrue.events.models import Event, Mention

type Rows = Mapping[str, list[Any]]


def rows_about(ids: Collection[int]) -> dict[str, list[Any]]:
    """The keys of every row about these people, by model."""
    found: dict[str, list[Any]] = {}
    for table in data_map.tables():
        if table.whose == "person" and table.by:
            rows = table.django._base_manager.filter(table.about(ids)).order_by("pk")
            found[table.model] = list(rows.values_list("pk", flat=True))
    return found


def empty(rows: Rows) -> tuple[dict[str, int], set[str]]:
    """Empty or delete the live rows: (how many by model, the values of groups that went with them)."""
    counts: dict[str, int] = {}
    gone: set[str] = set()
    for table in data_map.tables():
        keys = rows.get(table.model)
        if not keys:
            continue
        found = table.django._base_manager.filter(pk__in=keys)
        counts[table.model] = len(keys)
        if table.fate is Fate.DELETE:
            found.delete()
        elif table.erased and not is_append_only(table.django):
            changes, values = _changes(table, table.django, keys)
            gone |= values
            found.update(**changes)
    return counts, gone


def _changes(table: Table, model: type[Model], keys: list[Any]) -> tuple[dict[str, Any], set[str]]:
    changes: dict[str, Any] = {}
    gone: set[str] = set()
    for name in table.erased:
        if name in table.shared:
            changes[name], alone = _where_shared(model, name, keys)
            gone |= alone
        else:
            changes[name] = nothing(table, model, name)
    if any(f.name == "version" for f in model._meta.concrete_fields):
        changes["version"] = F("version") + 1
    if any(f.name == "archived_at" for f in model._meta.concrete_fields) and table.by == "pk":
        changes["archived_at"] = Coalesce(F("archived_at"), F("created_at"))
    return changes, gone


def nothing(table: Table, model: type[Model], name: str) -> Any:
    """What a column holds when it holds nothing of anybody any more."""
    column: Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]  # a column, as the map's test asks
    if name in table.fill:
        before, has_id, after = table.fill[name].partition("{id}")
        return Concat(Value(before), Cast("id", CharField()), Value(after)) if has_id else Value(before)
    if isinstance(column, JSONField):
        return Value({} if column.default is dict else [] if column.default is list else None, JSONField())
    if column.null:
        return None
    return ""


def _where_shared(model: type[Model], name: str, keys: list[Any]) -> tuple[Any, set[str]]:
    """Keeps a value that somebody else has, too. One's own becomes a word for this one only, so that groups stay."""
    here = model._base_manager.filter(pk__in=keys).exclude(**{name: ""})
    values = set(here.values_list(name, flat=True))
    others = model._base_manager.exclude(pk__in=keys).filter(**{f"{name}__in": values})
    known = set(others.values_list(name, flat=True).distinct())
    change = Case(
        When(**{name: ""}, then=Value("")),
        When(**{f"{name}__in": known}, then=F(name)),
        default=Concat(Value("Erased "), Cast("id", CharField())),
        output_field=CharField(),
    )
    return change, values - known


def empty_the_past(ids: Collection[int], rows: Rows) -> dict[str, int]:
    """Empty what history and facts say of these rows, as the one role that may. How many rows by model."""
    counts: dict[str, int] = {}
    with as_eraser():
        for table in data_map.tables():
            if (keys := rows.get(table.model)) and table.erased and is_append_only(table.django):
                table.django._base_manager.filter(pk__in=keys).update(
                    **{name: nothing(table, table.django, name) for name in table.erased}
                )
        for model in data_map.mapped_models():
            if (tracked := data_map.tracked(model)) is None:
                continue
            past = data_map.table_of(tracked)
            if past is None or past.whose != "person" or not past.by:
                continue
            counts[model._meta.label] = _empty_history(past, model, ids, rows.get(past.model, []))
        counts["events.Event"] = _empty_facts(rows)
    return {label: count for label, count in counts.items() if count}


def _empty_history(table: Table, model: type[Model], ids: Collection[int], keys: list[Any]) -> int:
    names = {f.name for f in model._meta.concrete_fields}
    which = Q(id__in=keys)
    if callable(table.by) or (table.by in names and table.by != "pk"):
        which |= table.about(ids)
    columns = [name for name in (*table.erased, *table.kept) if name in names and _is_words(model, name)]
    wanted = [name for name in columns if name not in table.kept]
    if not wanted:
        return 0
    return model._base_manager.filter(which).update(**{name: nothing(table, model, name) for name in wanted})


def _is_words(model: type[Model], name: str) -> bool:
    return isinstance(model._meta.get_field(name), CharField | TextField | JSONField)


def _empty_facts(rows: Rows) -> int:
    """The fields of text in facts that stand on the timeline of any of these records."""
    mentioned = Q(pk__in=[])
    for kind in kinds():
        if keys := rows.get(kind.model_label):
            mentioned |= Q(kind=kind.key, record_id__in=keys)
    events = list(Mention.objects.filter(mentioned).values_list("event_id", flat=True).distinct())
    count = 0
    with connection.cursor() as cursor:
        for name, said in data_map.facts().items():
            if said.whose == "person" and said.personal:
                emptied = "jsonb_build_object(" + ", ".join(["%s, ''"] * len(said.personal)) + ")"
                cursor.execute(
                    f"UPDATE {Event._meta.db_table} SET data = data || {emptied} WHERE name = %s AND id = ANY(%s)",  # noqa: S608  # our own names
                    [*said.personal, name, events],
                )
                count += cursor.rowcount
    return count


def is_append_only(model: type[Model]) -> bool:
    return any(trigger.name == "append_only" for trigger in getattr(model._meta, "triggers", ()))


@contextmanager
def as_eraser() -> Iterator[None]:
    """Within it the running transaction may change words of history and facts, and nothing else."""
    triggers = [
        trigger.get_pgid(model)
        for model, trigger in pgtrigger.registered()
        if isinstance(trigger, pgtrigger.Protect) and trigger.name == "append_only"
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + ",".join(triggers) + "}"])
        cursor.execute(f'SET LOCAL ROLE "{settings.DATABASE_ROLES["eraser"]}"')
        yield
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT set_config('pgtrigger.ignore', '', true)")


def labels(rows: Rows) -> list[tuple[str, int]]:
    """(what, how many) as people read it, of what would be emptied or deleted."""
    named = [(table.label, len(rows.get(table.model, ()))) for table in data_map.tables() if table.label]
    return [(label, count) for label, count in named if count]


def history_count(rows: Rows) -> int:
    found = 0
    for model in data_map.mapped_models():
        tracked = data_map.tracked(model)
        keys = rows.get(tracked._meta.label) if tracked else None
        if keys:
            found += apps.get_model(model._meta.label)._base_manager.filter(id__in=keys).count()
    return found

"""What updates of an import replaced is put back, many records at once: where nobody changed them since."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery

from accrue.accounts import access
from accrue.accounts.kinds import Level, kind_called
from accrue.accounts.models import User
from accrue.billing.services import put_orders_back
from accrue.contacts.services import change_many
from accrue.errors import AccrueError
from accrue.exchange.models import Import, ImportRow, RowState
from accrue.filters.editing import Outcome
from accrue.products.services import edit_products
from accrue.sales import services as sales

type Values = dict[str, Any]

ALWAYS = ("full_name", "raw")
"""What goes with other fields and has no level of its own."""


def put_back(batch: Import, rows: Sequence[ImportRow]) -> set[int]:
    """Records that are as before these rows again.

    Rows come last first, so that of several rows about one record the first one's values stand in the end. What is to be
    put back costs a few queries for all of them; only deals that go back to another stage go one by one, for each leaves
    its trace in their history.
    """
    left: dict[int, int] = {}
    values: dict[int, Values] = {}
    for row in rows:
        if row.record_id is not None and row.before:
            left.setdefault(row.record_id, row.version or 0)
            values[row.record_id] = _overlaid(values.get(row.record_id, {}), row.before)
    possible = _possible(batch, values)
    moving = [pk for pk in possible if "stage_id" in values[pk]]
    done = {pk for pk in moving if _moved_back(batch, pk, left[pk], values[pk])}
    staying = {pk: values[pk] for pk in possible if pk not in moving}
    same = _locked_as_left(batch.kind, {pk: left[pk] for pk in staying})
    done |= _written(batch, {pk: given for pk, given in staying.items() if pk in same})
    _pass_versions_on(batch, done)
    return {row.record_id for row in rows if row.record_id is not None} - (set(values) - done)


def _overlaid(values: Values, before: Mapping[str, Any]) -> Values:
    """What an earlier row replaced, over what a later one did."""
    found = values | {name: _value(name, value) for name, value in before.items()}
    if "custom" in values and "custom" in before:
        found["custom"] = values["custom"] | before["custom"]
    return found


def _value(name: str, value: Any) -> Any:
    if name == "expected_close" and value and not isinstance(value, date):
        return datetime.fromisoformat(value).date()
    return value


def _possible(batch: Import, values: Mapping[int, Values]) -> list[int]:
    """Those of which the import's owner may still write every field, and see whose they become."""
    fields = {pk: {field for name in given for field in _fields(name, given)} for pk, given in values.items()}
    allowed = access.access_of(batch.owner)
    barred = {
        field
        for field in set[str]().union(*fields.values())
        if allowed.level(batch.kind, field) is not Level.WRITE
    }
    owners = {given["owner_id"] for given in values.values() if given.get("owner_id")}
    reachable = _reachable(batch, owners)
    return [
        pk
        for pk, given in values.items()
        if not fields[pk] & barred and (given.get("owner_id") or None) in reachable
    ]


def _fields(name: str, given: Mapping[str, Any]) -> list[str]:
    """The fields whose levels decide on a value."""
    if name == "custom":
        return [f"custom_{key}" for key in given["custom"]]
    if name in ALWAYS:
        return []
    return ["amount" if name in ("amount_minor", "lines", "currency", "refund") else name.removesuffix("_id")]


def _reachable(batch: Import, owners: Collection[int]) -> set[int | None]:
    found: set[int | None] = {None, batch.owner_id}
    if owners:
        users = User.objects.filter(pk__in=owners)
        if batch.kind != "deal":
            users = users.filter(is_active=True)
        found |= set(access.visible(batch.owner, users).values_list("pk", flat=True))
    return found


def _locked_as_left(kind: str, left: Mapping[int, int]) -> set[int]:
    """Those that are as the import left them; nobody can change them until the transaction ends."""
    model: Any = kind_called(kind).model
    rows = model._default_manager.filter(pk__in=left).order_by("pk")
    found = rows.select_for_update(no_key=True, of=("self",)).values_list("pk", "version")
    return {pk for pk, version in found if version == left[pk]}


def _written(batch: Import, values: Mapping[int, Values]) -> set[int]:
    """Write all that can be. What held back one record, such as a value that must be unique, may be free after another."""
    done = set[int]()
    while wanting := {pk: given for pk, given in values.items() if pk not in done}:
        now = _tried(batch, wanting)
        if not now:
            break
        done |= now
    return done


def _tried(batch: Import, values: Mapping[int, Values]) -> set[int]:
    """Where something is wrong with all of them together, halve until each stands alone."""
    try:
        with transaction.atomic():
            found = _change(batch.owner, batch.kind, values)
    except (AccrueError, IntegrityError):
        parts = list(values.items())
        if len(parts) == 1:
            return set()
        half = len(parts) // 2
        return _tried(batch, dict(parts[:half])) | _tried(batch, dict(parts[half:]))
    return {pk for pk, one in found.items() if not isinstance(one, str)}


def _change(actor: User, kind: str, values: Mapping[int, Values]) -> Mapping[int, Outcome]:
    many: dict[str, Callable[..., Mapping[int, Outcome]]] = {
        "deal": sales.change_deals,
        "order": put_orders_back,
        "product": edit_products,
    }
    if kind in many:
        return many[kind](actor=actor, changes=values)
    return change_many(actor=actor, kind=kind, changes=values)


def _moved_back(batch: Import, pk: int, version: int, values: Values) -> bool:
    """A deal into the stage it was in, then its values; by the services that write its history."""
    given = dict(values)
    stage_id = given.pop("stage_id")
    try:
        with transaction.atomic():
            sales.move_deal(actor=batch.owner, deal_id=pk, stage_id=stage_id, version=version)
            sales.edit_deal(actor=batch.owner, deal_id=pk, fields=given)  # type: ignore[arg-type]  # as they were kept
    except AccrueError:
        return False
    return True


def _pass_versions_on(batch: Import, ids: Collection[int]) -> None:
    """Earlier rows about the same records may be taken back too: the version they left is now this one."""
    model: Any = kind_called(batch.kind).model
    rows = ImportRow.objects.filter(
        batch=batch, record_id__in=ids, state__in=[RowState.UPDATED, RowState.CREATED]
    )
    now = model._default_manager.filter(pk=OuterRef("record_id")).values("version")[:1]
    if ids:
        rows.update(version=Subquery(now))

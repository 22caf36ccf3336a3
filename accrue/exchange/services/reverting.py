"""An import is taken back: what it made goes, what it changed is as before, unless somebody used or edited it since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import ForeignKey, ForeignObjectRel, Max, Model, OneToOneField
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.models import User
from accrue.billing.models import Invoice
from accrue.billing.selectors import kept_orders, only_used
from accrue.billing.services import take_back_orders
from accrue.contacts.services import put_away_many
from accrue.errors import Conflict
from accrue.events.catalogue import (
    CompanyTakenBack,
    ImportReverted,
    OrderTakenBack,
    PersonTakenBack,
    ProductTakenBack,
)
from accrue.events.facts import Fact
from accrue.events.reacting import told_as_a_whole
from accrue.events.services import record, record_many
from accrue.exchange import selectors
from accrue.exchange.models import ExternalId, Import, ImportRow, RowState, State
from accrue.exchange.services.making import put_fields_away
from accrue.exchange.services.putting_back import put_back
from accrue.exchange.services.running import origin_of
from accrue.filters.putting_away import moved_by
from accrue.privacy.models import Consent
from accrue.privacy.purposes import How
from accrue.sales import services as sales
from accrue.standards.suspecting import forget

REVERT_JOB = "exchange.revert_import"
CHUNK = 500
TAKEN_BACK: dict[str, Callable[..., Fact]] = {
    "person": lambda pk, batch: PersonTakenBack(person_id=pk, import_id=batch),
    "company": lambda pk, batch: CompanyTakenBack(company_id=pk, import_id=batch),
    "product": lambda pk, batch: ProductTakenBack(product_id=pk, import_id=batch),
}


@dataclass(frozen=True, slots=True)
class Outlook:
    """What taking back will do: records that go, get their values back, and stay because somebody used them."""

    remove: int
    restore: int
    keep: int


def outlook(batch: Import) -> Outlook:
    """Counted now, without changing anything."""
    remove = restore = keep = 0
    for made in _in_chunks(_made_ids(batch)):
        used = used_since(batch, made)
        keep += len(used)
        remove += len(made) - len(used)
    for versions in _updated_chunks(batch):
        same = _unedited(batch.kind, versions)
        restore += len(same)
        keep += len(versions) - len(same)
    return Outlook(remove, restore, keep)


@transaction.atomic
def request_revert(*, actor: User, import_id: int) -> Import:
    """Let the worker take an import back. Raises Conflict where there is nothing to take back."""
    batch = selectors.import_called(actor, import_id)
    access.require(actor, "delete", batch)
    if batch.state not in (State.DONE, State.FAILED) or not batch.started_at:
        raise Conflict("exchange.not_done", "Only an import that is done, or has stopped, can be taken back.")
    batch.state, batch.error, batch.changed_at = State.REVERTING, "", clock.now()
    batch.report = batch.report | {"removed": 0, "restored": 0, "kept": 0}
    batch.save(update_fields=["state", "error", "changed_at", "report"])
    defer(batch.pk)
    return batch


def defer(import_id: int) -> None:
    app.configure_task(REVERT_JOB, lock=f"import-{import_id}").defer(import_id=import_id)


def run(import_id: int, *, until: Callable[[], bool]) -> bool:
    """Part after part until all is taken back (False) or `until` says to hand over (True). Bears a repeat."""
    while step(import_id):
        if until():
            return True
    return False


def step(import_id: int, size: int = CHUNK) -> bool:
    """Take back some rows, the last ones first; whether there are more."""
    with transaction.atomic():
        batch = Import.objects.select_for_update().select_related("owner").get(pk=import_id)
        if batch.state != State.REVERTING:
            return False
        with pghistory.context(user=batch.owner_id, reverting=import_id), told_as_a_whole():
            rows = list(
                ImportRow.objects.filter(
                    batch=batch, state__in=[RowState.CREATED, RowState.UPDATED]
                ).order_by("-number")[:size]
            )
            if rows:
                _take_back(batch, rows)
            else:
                _finish(batch)
        batch.changed_at = clock.now()
        batch.save()
    return bool(rows)


def _take_back(batch: Import, rows: Sequence[ImportRow]) -> None:
    created = [row for row in rows if row.state == RowState.CREATED]
    updated = [row for row in rows if row.state == RowState.UPDATED]
    restored = put_back(batch, updated)
    there = _there(batch.kind, [row.record_id for row in created if row.record_id])
    removed, kept = _remove(batch, batch.kind, [row.record_id for row in created if row.record_id])
    gone = {
        row.pk for row in rows if row.record_id in (removed if row.state == RowState.CREATED else restored)
    }
    held = {row.pk for row in rows if row.pk not in gone}
    ImportRow.objects.filter(pk__in=gone).update(state=RowState.SKIPPED, reason="Taken back.", before=None)
    _tell_kept(batch.kind, [row for row in rows if row.pk in held])
    own = len(there & removed)
    told = batch.report
    batch.report = told | {
        "removed": told.get("removed", 0) + own,
        "restored": told.get("restored", 0) + len(restored),
        "kept": told.get("kept", 0) + len(kept) + len({row.record_id for row in updated} - restored),
    }


def _there(kind: str, ids: Sequence[int]) -> set[int]:
    model: Any = kind_called(kind).model
    return set(model.objects.filter(pk__in=ids).values_list("pk", flat=True))


def _tell_kept(kind: str, rows: Sequence[ImportRow]) -> None:
    """Why each stays; of orders which, and the invoice that holds it."""
    reasons = kept_orders([row.record_id for row in rows if row.record_id]) if kind == "order" else {}
    for row in rows:
        row.state = RowState.SKIPPED
        row.reason = reasons.get(row.record_id or 0, "Kept: it was used or edited since.")
    ImportRow.objects.bulk_update(rows, ["state", "reason"])


def _finish(batch: Import) -> None:
    """When all rows are back, what they had made beside their own records goes too, unless others use it."""
    made = ImportRow.objects.filter(batch=batch, made__isnull=False).values_list("made", flat=True)
    beside = [(kind, pk) for row in made.iterator() for kind, pk in row or []]
    for kind in ("person", "company", "product"):
        for part in _in_chunks([pk for one, pk in beside if one == kind]):
            _remove(batch, kind, part)
    put_fields_away(batch.owner, batch)
    told = batch.report
    batch.state, batch.reverted_at = State.REVERTED, clock.now()
    numbers = {name: told.get(name, 0) for name in ("removed", "restored", "kept")}
    record(ImportReverted(import_id=batch.pk, **numbers), actor=batch.owner)


def _made_ids(batch: Import) -> list[int]:
    rows = ImportRow.objects.filter(batch=batch, state=RowState.CREATED, record_id__isnull=False)
    ids = rows.order_by("record_id").values_list("record_id", flat=True).distinct()
    return [pk for pk in ids if pk is not None]


def _updated_chunks(batch: Import) -> Iterable[dict[int, int]]:
    """{record: its version as the import left it} of records that were there before, in parts."""
    made = set(_made_ids(batch))
    rows = ImportRow.objects.filter(batch=batch, state=RowState.UPDATED).exclude(before={})
    last = rows.values("record_id").annotate(last=Max("version")).values_list("record_id", "last")
    left = {pk: version for pk, version in last if pk is not None and pk not in made}
    for part in _in_chunks(list(left)):
        yield {pk: left[pk] for pk in part}


def _in_chunks(ids: list[int], size: int = 5_000) -> Iterable[list[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _unedited(kind: str, versions: dict[int, int]) -> set[int]:
    model: Any = kind_called(kind).model
    rows = model.objects.filter(pk__in=versions).values_list("pk", "version")
    return {pk for pk, version in rows if version == versions[pk]}


def used_since(batch: Import, ids: Sequence[int], kind: str = "") -> set[int]:
    """Records that somebody edited, or that others refer to which this import did not make."""
    kind = kind or batch.kind
    model: Any = kind_called(kind).model
    written = dict(
        ImportRow.objects.filter(batch=batch, record_id__in=ids, state__in=[RowState.CREATED, RowState.UPDATED])
        .values("record_id").annotate(last=Max("version")).values_list("record_id", "last")
    ) if kind == batch.kind else {}  # fmt: skip
    there = dict(model.objects.filter(pk__in=ids).values_list("pk", "version"))
    used = {pk for pk, version in there.items() if version != written.get(pk, 1)}
    for field in referring(model):
        rows: Any = field.model._base_manager.filter(**{f"{field.name}__in": ids})
        if field.model is Consent:
            rows = rows.exclude(how=How.IMPORT, source=origin_of(batch))
        if field.model is Invoice:
            rows = only_used(rows)
        used |= set(rows.values_list(f"{field.name}_id", flat=True))
    return used


def referring(model: type[Model]) -> list[ForeignKey[Any, Any]]:
    """Every foreign key to a kind of record, but those of its history and what belongs to the record itself."""
    own = {"deal": {"DealLine", "StageChange"}, "order": {"OrderLine"}}.get(
        model._meta.model_name or "", set()
    )
    return [
        relation.field
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel)
        and isinstance(relation.field, (ForeignKey, OneToOneField))
        and relation.related_model.__name__ not in own
        and not hasattr(relation.related_model, "pgh_tracked_model")
    ]


def _remove(batch: Import, kind: str, ids: list[int]) -> tuple[set[int], set[int]]:
    """(gone, kept). Deals are archived, for their stage history stays for good, and so are people who came with a consent,
    for its evidence does; all else is deleted."""
    if not ids:
        return set(), set()
    used = used_since(batch, ids, kind)
    gone = [pk for pk in ids if pk not in used]
    if kind == "deal":
        removed = set(moved_by(sales.put_away_deals(actor=batch.owner, ids=gone, archived=True)))
        ExternalId.objects.filter(kind=kind, record_id__in=removed).delete()
        return removed, set(ids) - removed
    if kind == "order":
        return _remove_orders(batch, gone, used)
    model: Any = kind_called(kind).model
    agreed, held = _put_away_with_consents(batch, gone) if kind == "person" else (set(), set())
    gone = [pk for pk in gone if pk not in held]
    ExternalId.objects.filter(kind=kind, record_id__in=gone).delete()
    gone, used = [pk for pk in gone if pk not in agreed], used | held
    rows = model.objects.filter(pk__in=gone)
    there = set(rows.values_list("pk", flat=True))
    rows._raw_delete(rows.db)
    forget(kind, there)
    record_many((TAKEN_BACK[kind](pk, batch.pk) for pk in sorted(there)), actor=batch.owner)
    return set(gone) | agreed, used


def _remove_orders(batch: Import, gone: Sequence[int], used: set[int]) -> tuple[set[int], set[int]]:
    taken = take_back_orders(gone)
    facts = (
        OrderTakenBack(
            order_id=one.pk,
            person_id=one.person_id,
            company_id=one.company_id,
            number=one.number,
            import_id=batch.pk,
        )
        for one in taken
    )
    record_many(facts, actor=batch.owner)
    return set(gone), used


def _put_away_with_consents(batch: Import, ids: Sequence[int]) -> tuple[set[int], set[int]]:
    """(archived, not to be archived by this person) of those who came with a consent."""
    agreed = set(Consent.objects.filter(person__in=ids).values_list("person_id", flat=True))
    done = put_away_many(actor=batch.owner, kind="person", ids=sorted(agreed), archived=True)
    put_away = {pk for pk, one in done.items() if not isinstance(one, str)}
    return put_away, agreed - put_away

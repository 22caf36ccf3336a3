"""What an import made goes, unless somebody edited or used it since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import ForeignKey, ForeignObjectRel, Max, Model, OneToOneField

from accrue.accounts.kinds import kind_called
from accrue.billing.models import Invoice
from accrue.billing.selectors import only_used
from accrue.billing.services import take_back_orders
from accrue.contacts.services import put_away_many
from accrue.events.catalogue import CompanyTakenBack, OrderTakenBack, PersonTakenBack, ProductTakenBack
from accrue.events.facts import Fact
from accrue.events.services import record_many
from accrue.exchange.models import ExternalId, Import, ImportRow, RowState
from accrue.exchange.services.running import origin_of
from accrue.filters.putting_away import moved_by
from accrue.privacy.models import Consent
from accrue.privacy.purposes import How
from accrue.sales import services as sales
from accrue.standards.suspecting import forget

TAKEN_BACK: dict[str, Callable[..., Fact]] = {
    "person": lambda pk, batch: PersonTakenBack(person_id=pk, import_id=batch),
    "company": lambda pk, batch: CompanyTakenBack(company_id=pk, import_id=batch),
    "product": lambda pk, batch: ProductTakenBack(product_id=pk, import_id=batch),
}


def remove(batch: Import, kind: str, ids: list[int]) -> tuple[set[int], set[int]]:
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


def in_chunks(ids: list[int], size: int = 5_000) -> Iterable[list[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]

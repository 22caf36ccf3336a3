"""Where columns go, and how the import is done: set on a draft, kept for another time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Invalid, Missing
from accrue.exchange import new_fields, selectors
from accrue.exchange.guessing.words import plain
from accrue.exchange.models import Import, SavedMapping
from accrue.exchange.options import checked_options, has_key
from accrue.exchange.services.uploading import draft, guessed_for, require_kind
from accrue.exchange.targets import targets_for
from accrue.sales.models import Pipeline, Stage
from accrue.standards.text import checked_line

NEEDED = {
    "person": ({"given_name", "family_name", "full_name", "email", "accrue_id", "external_id", "phone"}, "a name or an e-mail address"),
    "company": ({"name", "accrue_id", "external_id", "domain"}, "the company's name"),
    "deal": ({"name", "company", "external_id", "accrue_id"}, "the deal's name, company or id"),
    "order": ({"number", "accrue_id"}, "the order's number"),
    "product": ({"name", "code", "accrue_id"}, "the product's name or code"),
}  # fmt: skip


@transaction.atomic
def choose_kind(*, actor: User, import_id: int, kind: str) -> Import:
    """The rows are about something else than was guessed: guess their columns anew."""
    batch = draft(actor, import_id)
    require_kind(actor, kind)
    if batch.kind != kind:
        batch.kind = kind
        batch.mapping, batch.options = guessed_for(actor, batch)
        _save(batch)
    return batch


@transaction.atomic
def set_mapping(
    *,
    actor: User,
    import_id: int,
    mapping: Sequence[str],
    options: dict[str, Any],
    version: int | None = None,
) -> Import:
    """A target for each column ("" for none) and the options. Raises Invalid naming what is wrong, Conflict."""
    batch = draft(actor, import_id, version)
    require_kind(actor, batch.kind)
    mapping = [new_fields.placed(target, n) for n, target in enumerate(mapping)]
    faults = _faults(actor, batch, mapping)
    if faults:
        raise Invalid("exchange.mapping", " ".join(dict.fromkeys(faults.values())), fields=faults)
    chosen = checked_options(batch.kind, list(mapping), batch.options | options)
    _require_targets_of_values(actor, chosen.owners, chosen.stages, chosen.pipeline_id)
    batch.mapping, batch.options = list(mapping), chosen.data()
    _save(batch)
    return batch


@transaction.atomic
def keep_draft(*, actor: User, import_id: int, mapping: Sequence[str], options: dict[str, Any]) -> Import:
    """Keep what is chosen so far, finished or not; what cannot be is left as it was."""
    batch = draft(actor, import_id)
    may = {target.key for target in targets_for(actor, batch.kind)}
    if len(mapping) == len(batch.columns):
        wanted = [new_fields.placed(target, n) for n, target in enumerate(mapping)]
        makes = new_fields.may_make(actor, batch.kind)
        batch.mapping = [
            target if target in may or (makes and new_fields.type_of(target)) else "" for target in wanted
        ]
    given = batch.options | options
    if not has_key(given.get("key", ""), batch.mapping):
        given["key"] = ""
    try:
        chosen = checked_options(batch.kind, batch.mapping, given)
        _require_targets_of_values(actor, chosen.owners, chosen.stages, chosen.pipeline_id)
        batch.options = chosen.data()
    except Invalid:
        pass
    _save(batch)
    return batch


@transaction.atomic
def place_new(
    *, actor: User, import_id: int, mapping: Sequence[str], options: dict[str, Any], column: str
) -> Import:
    """Let a column that fits nowhere make a field of the type it seems to hold. Raises Missing, Forbidden."""
    batch = draft(actor, import_id)
    if not (column.isdecimal() and len(column) < 6 and int(column) < len(batch.columns)):
        raise Missing
    if not new_fields.may_make(actor, batch.kind):
        access.require(actor, "create", "custom_field")
    wanted = list(mapping)
    wanted[int(column)] = new_fields.offers(batch.columns[int(column)], int(column))[0][0]
    return keep_draft(actor=actor, import_id=import_id, mapping=wanted, options=options)


def _faults(actor: User, batch: Import, mapping: Sequence[str]) -> dict[str, str]:
    if len(mapping) != len(batch.columns):
        return {"mapping": f"Give a target for each of the {len(batch.columns)} columns, empty for none."}
    may = {target.key for target in targets_for(actor, batch.kind)}
    faults = {
        f"column-{n}": f"“{batch.columns[n]['name']}” cannot go to “{target}”."
        for n, target in enumerate(mapping)
        if target and target not in may and not target.startswith(new_fields.PREFIX)
    } | new_fields.faults_of(actor, batch, mapping)
    for n, target in enumerate(mapping):
        if target.startswith("custom_") and list(mapping).count(target) > 1:
            faults[f"column-{n}"] = "Two columns go to this field. Choose one of them."
    needed, said = NEEDED[batch.kind]
    if not faults and not needed & set(mapping):
        faults["mapping"] = f"Say which column holds {said}."
    return faults


def _require_targets_of_values(
    actor: User, owners: dict[str, int | None], stages: dict[str, int], pipeline_id: int | None
) -> None:
    """Users, stages and pipeline that were chosen must be ones this person knows."""
    users = {pk for pk in owners.values() if pk is not None}
    if access.visible(actor, User.objects.filter(pk__in=users)).count() != len(users):
        raise Missing
    if Stage.objects.filter(pk__in=set(stages.values())).count() != len(set(stages.values())):
        raise Missing
    if pipeline_id is not None and not Pipeline.objects.filter(pk=pipeline_id).exists():
        raise Missing


def _save(batch: Import) -> None:
    batch.version += 1
    batch.changed_at = clock.now()
    batch.save(update_fields=["kind", "mapping", "options", "version", "changed_at"])


@transaction.atomic
def apply_mapping(*, actor: User, import_id: int, name: str) -> Import:
    """Place the columns as a ready mapping (`preset:…`) or a kept one (`saved:…`) has them. Raises Missing."""
    batch = draft(actor, import_id)
    columns = selectors.mapping_called(actor, batch.kind, name)
    placed = {plain(heading): target for heading, target in columns.items()}
    may = {target.key for target in targets_for(actor, batch.kind)}
    found = [placed.get(plain(column["name"]), "") for column in batch.columns]
    batch.mapping = [target if target in may else "" for target in found]
    kept = SavedMapping.objects.filter(pk=int(name[6:])).first() if name.startswith("saved:") else None
    if kept:
        batch.options = batch.options | {
            k: v
            for k, v in kept.options.items()
            if k in ("mode", "key", "duplicates", "dates", "country", "system", "prices", "totals")
        }
    _save(batch)
    return batch


@transaction.atomic
def keep_mapping(*, actor: User, import_id: int, name: str, share: bool = False) -> SavedMapping:
    """Keep where an import's columns go under a name; one of the same name is replaced. Raises Invalid."""
    batch = selectors.import_called(actor, import_id)
    access.require(actor, "edit", batch)
    try:
        called = checked_line(name, 80)
    except ValueError as error:
        raise Invalid("exchange.mapping_name", str(error), fields={"name": str(error)}) from None
    if not called:
        message = "Give the mapping a name."
        raise Invalid("exchange.mapping_name", message, fields={"name": message})
    targets = {
        column["name"]: "" if new_fields.type_of(target) else target
        for column, target in zip(batch.columns, batch.mapping, strict=True)
    }
    same = SavedMapping.objects.filter(owner=actor, kind=batch.kind, name__iexact=called).first()
    kept = same or SavedMapping(owner=actor, kind=batch.kind)
    kept.name, kept.targets, kept.options, kept.is_shared = called, targets, batch.options, share
    kept.save()
    return kept


@transaction.atomic
def drop_mapping(*, actor: User, mapping_id: int) -> None:
    """Only one's own. Raises Missing."""
    if not SavedMapping.objects.filter(pk=mapping_id, owner=actor).delete()[0]:
        raise Missing

"""Questions about imports."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Conflict, Missing
from accrue.exchange.exporting.table import fields_of
from accrue.exchange.guessing import PRESETS, Preset, preset_called
from accrue.exchange.models import Export, Import, ImportRow, SavedMapping
from accrue.exchange.targets import KINDS

WARNED = "warned"


def imports(actor: User) -> QuerySet[Import]:
    """Those this user may see, in no order."""
    return access.visible(actor, Import.objects.all())


def import_called(actor: User, import_id: int) -> Import:
    """Raises Missing."""
    found = imports(actor).filter(pk=import_id).select_related("owner").first()
    if found is None:
        raise Missing
    return found


def corrections(actor: User, batch: Import) -> QuerySet[Import]:
    """Imports that brought corrected rows of this one in, the first first."""
    return imports(actor).filter(corrects=batch, started_at__isnull=False).order_by("pk")


def rows_of_import(batch: Import, state: str = "") -> QuerySet[ImportRow]:
    """Those that became `state`, or all; “warned” are those that came in though a rule warned of them."""
    rows = ImportRow.objects.filter(batch=batch)
    if state == WARNED:
        return rows.filter(state__in=["created", "updated"], faults__isnull=False)
    return rows.filter(state=state) if state else rows


def to_put_right(batch: Import) -> QuerySet[ImportRow]:
    """Rows that became nothing, for the error file."""
    return ImportRow.objects.filter(batch=batch, state="rejected").order_by("number")


def kinds_for(actor: User) -> dict[str, str]:
    """Kinds of record that this user may bring in, with what they are called."""
    allowed = access.access_of(actor)
    return {
        kind: label
        for kind, (label, _) in KINDS.items()
        if allowed.may(kind, "create") or allowed.may(kind, "edit")
    }


def mappings_for(actor: User, kind: str) -> tuple[list[SavedMapping], list[Preset]]:
    """Mappings kept by this user or shared, and the ready ones."""
    kept = SavedMapping.objects.filter(Q(owner=actor) | Q(is_shared=True), kind=kind).select_related("owner")
    return list(kept.order_by("name", "pk")), [preset for preset in PRESETS if preset.kind == kind]


def mapping_called(actor: User, kind: str, name: str) -> dict[str, str]:
    """Heading → target of a mapping: `preset:<key>` or `saved:<id>`. Raises Missing."""
    where, _, key = name.partition(":")
    preset = preset_called(key) if where == "preset" else None
    if preset and preset.kind == kind:
        return preset.columns
    if where == "saved" and key.isdecimal() and len(key) < 18:
        mine = Q(owner=actor) | Q(is_shared=True)
        found = SavedMapping.objects.filter(mine, pk=int(key), kind=kind).first()
        if found:
            return dict(found.targets)
    raise Missing


def exports(actor: User) -> QuerySet[Export]:
    """Those this user may see, in no order."""
    return access.visible(actor, Export.objects.all())


def export_called(actor: User, export_id: int) -> Export:
    """Raises Missing."""
    found = exports(actor).filter(pk=export_id).select_related("owner").first()
    if found is None:
        raise Missing
    return found


def export_with_file(actor: User, export_id: int) -> Export:
    """One whose file is there. Raises Missing, Forbidden, and Conflict where the file is not there, or holds too much.

    Who asked for it may have lost a right since, and whoever else sees it may have had less from the start.
    """
    found = export_called(actor, export_id)
    access.require(actor, "export", "system" if found.kind == "everything" else found.kind)
    if not found.is_there:
        raise Conflict(
            "exchange.no_file", "This file is not there any more, or not yet. Export the list again."
        )
    if found.kind != "everything" and not set(found.keys) <= set(fields_of(actor, found.kind)):
        raise Conflict(
            "exchange.hidden_fields",
            "This file holds details that you may not see now. Export the list again: the new file leaves them out.",
        )
    return found

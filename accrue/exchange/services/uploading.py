"""A file comes in: kept, read, looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import AccrueError, Conflict, Invalid
from accrue.exchange import selectors
from accrue.exchange.guessing import guess, guess_key, guess_kind, order_of_days, preset_for
from accrue.exchange.guessing.country import guess_country
from accrue.exchange.models import Import, ImportRow, State
from accrue.exchange.options import Options
from accrue.exchange.reading import DELIMITERS, ENCODINGS, Wish, read_table
from accrue.exchange.services import files
from accrue.exchange.targets import KINDS, targets_for
from accrue.filters.custom.importing import writable_fields
from accrue.money.selectors import base_currency
from accrue.standards.text import tidy

READ_JOB = "exchange.read_file"
HEADER = re.compile(r"\d{0,7}", re.ASCII)
READ_AT_ONCE = 2 * 1024 * 1024
"""A file no larger is read before the answer; a larger one by the worker."""


def receive(
    *, actor: User, name: str, chunks: Iterable[bytes], kind: str = "", corrects: int | None = None
) -> Import:
    """Keep a file and find out what it holds. Raises Invalid where it cannot be read, and then keeps nothing."""
    access.require(actor, "create", "import")
    if kind:
        require_kind(actor, kind)
    parent = selectors.import_called(actor, corrects) if corrects else None
    with transaction.atomic():
        batch = Import.objects.create(
            kind=kind or (parent.kind if parent else ""),
            file_name=tidy(name)[-200:] or "file",
            owner=actor,
            team_id=actor.team_id,
            corrects=parent,
        )
    try:
        batch.size = files.keep(batch.pk, chunks)
        batch.save(update_fields=["size"])
        if batch.size <= READ_AT_ONCE:
            return read_file(import_id=batch.pk)
    except Exception:
        files.forget(batch.pk)
        batch.delete()
        raise
    defer(batch.pk)
    return batch


def read_again(*, actor: User, import_id: int, wish: dict[str, str]) -> Import:
    """Read a draft's file once more as somebody wants it: `encoding`, `delimiter`, `sheet`, `header` (a row)."""
    batch = draft(actor, import_id)
    if wish.get("encoding", "") not in {"", *ENCODINGS} or wish.get("delimiter", "") not in {"", *DELIMITERS}:
        raise Invalid("exchange.wish", "Choose an encoding and a separator from the lists.")
    if not HEADER.fullmatch(wish.get("header", "")):
        raise Invalid(
            "exchange.wish",
            "Say which row holds the headings, as a number.",
            fields={"header": "Say the number of a row, or 0 where there are no headings."},
        )
    batch.wish, batch.state, batch.error = dict(wish), State.READING, ""
    batch.changed_at = clock.now()
    batch.save(update_fields=["wish", "state", "error", "changed_at"])
    if batch.size <= READ_AT_ONCE:
        try:
            return read_file(import_id=batch.pk)
        except AccrueError:
            Import.objects.filter(pk=batch.pk).update(state=State.DRAFT)
            raise
    defer(batch.pk)
    return batch


def read_file(*, import_id: int) -> Import:
    """Lay out the rows of an upload and guess where its columns go. Bears a repeat. Raises Invalid."""
    batch = Import.objects.select_related("owner").get(pk=import_id)
    if batch.state != State.READING:
        return batch
    table = read_table(files.upload_of(import_id), Wish(**batch.wish))
    columns, count = files.lay_out(import_id, table)
    note = f"{table.note}, headings in row {table.header_row}" if table.header_row > 1 else table.note
    batch.form, batch.note, batch.sheets = table.form, note[:200], table.sheets
    batch.wish = {"encoding": table.encoding, "delimiter": table.delimiter, "sheet": table.sheet}
    batch.wish["header"] = str(table.header_row)
    batch.columns, batch.rows, batch.position = columns, count, 0
    _guess(batch)
    batch.state, batch.changed_at = State.DRAFT, clock.now()
    batch.save()
    return batch


def could_not_read(*, import_id: int, message: str) -> None:
    """A large file turned out to be none: said where its progress was."""
    Import.objects.filter(pk=import_id, state=State.READING).update(
        state=State.FAILED, error=message[:500], changed_at=clock.now()
    )
    files.forget(import_id)


def _guess(batch: Import) -> None:
    allowed = selectors.kinds_for(batch.owner)
    guessed = guess_kind(batch.columns)
    batch.kind = batch.kind or (guessed if guessed in allowed else next(iter(allowed), guessed))
    batch.mapping, batch.options = guessed_for(batch.owner, batch)


def guessed_for(actor: User, batch: Import) -> tuple[list[str], dict[str, Any]]:
    """Mapping and options as they are likely meant; those of the import that this one corrects where it has its columns."""
    names = [column["name"] for column in batch.columns]
    parent = batch.corrects
    if parent and parent.kind == batch.kind:
        placed = dict(zip((c["name"] for c in parent.columns), parent.mapping, strict=False))
        if sum(name in placed for name in names) >= len(placed):
            return [placed.get(name, "") for name in names], dict(parent.options)
    may = {target.key for target in targets_for(actor, batch.kind)}
    mapping = [
        target if target in may else ""
        for target in guess(batch.kind, batch.columns, writable_fields(actor, batch.kind))
    ]
    preset = preset_for(names, batch.kind)
    days = [cell for column in batch.columns for cell in column["examples"]]
    options = Options(
        key=guess_key(batch.kind, mapping),
        duplicates="ask",
        dates=order_of_days(days),
        country=guess_country(batch.columns, mapping) if "phone" in mapping else "",
        currency=base_currency(),
        system=preset.system if preset else "",
    )
    return mapping, options.data()


def require_kind(actor: User, kind: str) -> None:
    """Raise where there is no such kind, or none of it that this person may bring in."""
    if kind not in KINDS:
        raise Invalid(
            "exchange.kind", f"Choose one of {', '.join(KINDS)}.", fields={"kind": "Choose one of the list."}
        )
    if kind not in selectors.kinds_for(actor):
        access.require(actor, "create", kind)


def draft(actor: User, import_id: int, version: int | None = None) -> Import:
    """A draft, locked, that this person may change. Call it within a transaction where that matters."""
    batch = selectors.import_called(actor, import_id)
    access.require(actor, "edit", batch)
    if batch.state != State.DRAFT:
        raise Conflict(
            "exchange.no_draft", "This import has begun already. Begin a new one to do it differently."
        )
    if version is not None and version != batch.version:
        raise Conflict(
            "exchange.changed_meanwhile", "Somebody changed this import meanwhile. Look at it again."
        )
    return batch


@transaction.atomic
def discard(*, actor: User, import_id: int) -> None:
    """Throw away an import that made nothing: a draft, or one whose file could not be read."""
    batch = selectors.import_called(actor, import_id)
    access.require(actor, "edit", batch)
    if batch.started_at or batch.state not in (State.DRAFT, State.FAILED, State.READING):
        raise Conflict(
            "exchange.began", "This import has made records. Take it back instead of discarding it."
        )
    batch.delete()
    transaction.on_commit(lambda: files.forget(import_id))


def defer(import_id: int) -> None:
    app.configure_task(READ_JOB, lock=f"import-{import_id}").defer(import_id=import_id)


DRAFTS_KEPT, CELLS_KEPT = timedelta(days=30), timedelta(days=90)


def forget_old() -> int:
    """Drop drafts nobody touched for a month, and the cells of imports that ended a quarter ago; how many drafts."""
    stale = Import.objects.filter(
        state__in=[State.DRAFT, State.FAILED], started_at=None, changed_at__lt=clock.now() - DRAFTS_KEPT
    )
    dropped = list(stale.values_list("pk", flat=True))
    stale.delete()
    for pk in dropped:
        files.forget(pk)
    old = Import.objects.filter(
        state__in=[State.DONE, State.REVERTED], finished_at__lt=clock.now() - CELLS_KEPT
    )
    for batch in old.exclude(columns=[]):
        with transaction.atomic():
            ImportRow.objects.filter(batch=batch).update(data=[], before=None, faults=None)
            Import.objects.filter(pk=batch.pk).update(columns=[])
    return len(dropped)

"""Upload, place the columns, look, start."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.contacts.selectors import owners
from accrue.errors import AccrueError, Conflict, Missing
from accrue.exchange import new_fields, selectors
from accrue.exchange.forms import mapping_in, options_in, values_of
from accrue.exchange.limits import MOST_BYTES, MOST_ROWS, said_bytes
from accrue.exchange.models import Import, State
from accrue.exchange.options import (
    DUPLICATES,
    MODES,
    ORDERS,
    PRICES,
    TOTALS,
    UNKNOWN_OWNERS,
    Options,
    options_of,
)
from accrue.exchange.planning.contacts import SAID
from accrue.exchange.planning.links import Links
from accrue.exchange.planning.orders.states import MEANINGS, meaning_of
from accrue.exchange.planning.stages import Stages
from accrue.exchange.preview import preview as previewed
from accrue.exchange.reading import DELIMITERS, ENCODINGS
from accrue.exchange.services import files, mapping, running, uploading
from accrue.exchange.targets import KEYS, targets_for
from accrue.money.currencies import is_currency
from accrue.standards.countries import country_names

LIMITS = {"bytes": said_bytes(MOST_BYTES), "rows": MOST_ROWS}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose a file. Whatever is wrong with it stands beside the button."""
    actor = actor_of(request)
    access.require(actor, "create", "import")
    asked = request.POST if request.method == "POST" else request.GET
    corrected = asked.get("corrects", "")
    parent = (
        selectors.import_called(actor, int(corrected))
        if corrected.isdecimal() and len(corrected) < 18
        else None
    )
    kind = asked.get("kind", "")
    context: dict[str, Any] = {
        "limits": LIMITS,
        "kinds": selectors.kinds_for(actor),
        "corrects": parent,
        "kind": kind,
    }
    if request.method == "GET":
        return render(request, "exchange/new.html", context)
    try:
        uploaded = request.FILES.get("file")
        if uploaded is None:
            return render(request, "exchange/new.html", context | {"error": "Choose a file."}, status=422)
        files.refuse_larger(uploaded.size or 0)
        batch = uploading.receive(
            actor=actor,
            name=uploaded.name or "",
            chunks=uploaded.chunks(),
            kind=kind if kind in context["kinds"] else "",
            corrects=parent.pk if parent else None,
        )
    except Missing:
        raise
    except AccrueError as error:
        return render(request, "exchange/new.html", context | {"error": error.message}, status=error.status)
    return redirect("exchange:columns" if batch.state == State.DRAFT else "exchange:import", batch.pk)


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, import_id: int) -> HttpResponse:
    """Where columns go. Each change is kept as it is made, so that a reload loses nothing."""
    actor = actor_of(request)
    batch = selectors.import_called(actor, import_id)
    access.require(actor, "edit", batch)
    if batch.state != State.DRAFT:
        if request.method == "POST":
            raise Conflict("exchange.no_draft", "This import has begun already.")
        return redirect("exchange:import", batch.pk)
    if request.method == "GET":
        return _columns_page(request, actor, batch)
    try:
        return _posted(request, actor, batch)
    except Missing:
        raise
    except AccrueError as error:
        batch.refresh_from_db()
        return _columns_page(request, actor, batch, error)


def _posted(request: HttpRequest, actor: User, batch: Import) -> HttpResponse:
    posted, do = request.POST, request.POST.get("do", "preview")
    here = redirect("exchange:columns", batch.pk)
    if do == "again":
        wish = {name: posted.get(name, "") for name in ("encoding", "delimiter", "sheet", "header")}
        if any(wish[name] != batch.wish.get(name, "") for name in ("delimiter", "sheet")):
            wish["header"] = ""  # cut otherwise, the headings may be elsewhere
        again = uploading.read_again(actor=actor, import_id=batch.pk, wish=wish)
        return here if again.state == State.DRAFT else redirect("exchange:import", batch.pk)
    if do.startswith("kind:"):
        mapping.choose_kind(actor=actor, import_id=batch.pk, kind=do.removeprefix("kind:"))
        return here
    if do == "apply":
        if posted.get("mapping"):
            mapping.apply_mapping(actor=actor, import_id=batch.pk, name=posted["mapping"])
        return here
    if do.startswith("new:"):
        mapping.place_new(
            actor=actor,
            import_id=batch.pk,
            mapping=mapping_in(posted, batch),
            options=options_in(posted, batch),
            column=do.removeprefix("new:"),
        )
        return redirect(f"{here.url}#column-{do.removeprefix('new:')}")
    if do == "draft":
        mapping.keep_draft(
            actor=actor,
            import_id=batch.pk,
            mapping=mapping_in(posted, batch),
            options=options_in(posted, batch),
        )
        return HttpResponse(status=204)
    mapping.set_mapping(
        actor=actor, import_id=batch.pk, mapping=mapping_in(posted, batch), options=options_in(posted, batch)
    )
    if do == "keep":
        kept = mapping.keep_mapping(
            actor=actor, import_id=batch.pk, name=posted.get("mapping_name", ""), share="share" in posted
        )
        messages.success(request, f"Kept as “{kept.name}”")
        return here
    return redirect("exchange:preview", batch.pk)


def _columns_page(
    request: HttpRequest, actor: User, batch: Import, error: AccrueError | None = None
) -> HttpResponse:
    options = options_of(batch.options)
    targets = targets_for(actor, batch.kind)
    placed = mapping_in(request.POST, batch) if error and "column-0" in request.POST else batch.mapping
    makes = new_fields.may_make(actor, batch.kind)
    kept, ready = selectors.mappings_for(actor, batch.kind)
    context = {
        "batch": batch,
        "options": options,
        "error": error,
        "kinds": selectors.kinds_for(actor),
        "columns": [
            {
                "n": n,
                **column,
                "examples": column["examples"][:3],
                "target": target,
                "offers": new_fields.offers(column, n) if makes else [],
                "fault": error.fields.get(f"column-{n}", "") if error else "",
            }
            for n, (column, target) in enumerate(zip(batch.columns, placed, strict=True))
        ],
        "placed": sum(bool(target) for target in placed),
        "targets": targets,
        "keys": [(key, SAID.get(key, key)) for key in KEYS[batch.kind]],
        "modes": MODES,
        "duplicates": DUPLICATES,
        "orders": ORDERS,
        "unknown": UNKNOWN_OWNERS,
        "countries": country_names(),
        "kept": kept,
        "ready": ready,
        "encodings": ENCODINGS,
        "delimiters": DELIMITERS,
        "owners": _owner_values(actor, batch, options),
        "stages": _stage_values(actor, batch, options),
        "states": _state_values(batch, options),
        "prices": PRICES,
        "totals": TOTALS,
        "is_currency": is_currency,
    }
    if context["owners"]:
        context["colleagues"] = owners(actor)
    return render(request, "exchange/columns.html", context, status=error.status if error else 200)


def _owner_values(actor: User, batch: Import, options: Options) -> list[dict[str, Any]]:
    """Names of owners in the file, with who is meant as far as that is known."""
    links, found = Links(actor, replace(options, unknown_owner="")), []
    for n, text in enumerate(values_of(batch, "owner")):
        try:
            known: Any = links.owner(text) or "nobody"
        except ValueError:
            known = ""
        found.append({"n": n, "text": text, "known": known})
    return found


def _stage_values(actor: User, batch: Import, options: Options) -> dict[str, Any]:
    if batch.kind != "deal":
        return {}
    stages, found = Stages(options), []
    for n, text in enumerate(values_of(batch, "stage")):
        try:
            known: Any = stages.called(text).pk
        except ValueError:
            known = ""
        found.append({"n": n, "text": text, "known": known})
    return {"values": found, "choices": stages.all} if found else {}


def _state_values(batch: Import, options: Options) -> dict[str, Any]:
    """States of orders in the file, with what they are taken to mean."""
    if batch.kind != "order":
        return {}
    found = []
    for n, text in enumerate(values_of(batch, "status")):
        try:
            known = meaning_of(text, options)
        except ValueError:
            known = ""
        found.append({"n": n, "text": text, "known": known})
    return {"values": found, "choices": MEANINGS} if found else {}


@require_GET
def preview(request: HttpRequest, import_id: int) -> HttpResponse:
    """The first rows as they would come in."""
    actor = actor_of(request)
    batch = selectors.import_called(actor, import_id)
    access.require(actor, "edit", batch)
    if batch.state != State.DRAFT:
        return redirect("exchange:import", batch.pk)
    found = previewed(batch)
    return render(
        request,
        "exchange/preview.html",
        {"batch": batch, "preview": found, "options": options_of(batch.options)},
    )


@require_POST
def start(request: HttpRequest, import_id: int) -> HttpResponse:
    running.start(actor=actor_of(request), import_id=import_id)
    return redirect("exchange:import", import_id)


@require_POST
def discard(request: HttpRequest, import_id: int) -> HttpResponse:
    uploading.discard(actor=actor_of(request), import_id=import_id)
    messages.success(request, "Import discarded")
    return redirect("exchange:imports")

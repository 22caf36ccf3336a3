"""Pages that show every part in every state; what they change lives in the session."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accrue.errors import Invalid
from accrue.ui import timeline
from accrue.ui.catalogue import specimens
from accrue.ui.catalogue.board import LANES, Board
from accrue.ui.catalogue.samples import NameForm, SampleForm
from accrue.ui.htmx import Part, Toast, close_dialog, form_errors, render_page
from accrue.ui.htmx import parts as pieces
from accrue.ui.inline import Prop, inline_edit
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort
from accrue.ui.progress import Progress, progress_of

COLUMNS = [
    Column("Name", Sort("name", "model")),
    Column("Area", Sort("area", "app_label")),
    Column("Number", Sort("number", "pk"), is_number=True, starts_down=True),
]
STEPS = 4


def parts(request: HttpRequest) -> HttpResponse:
    empty, wrong = (
        SampleForm(),
        SampleForm({"name": "", "amount_0": "12,5", "amount_1": "EUR", "day": "31.12."}, auto_id="wrong_%s"),
    )
    return render(
        request,
        "ui/catalogue/parts.html",
        {"form": empty, "wrong": wrong, "progress": Progress("Importing people", 212, 844, is_done=False)},
    )


def charts(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/catalogue/charts.html", {"groups": specimens.groups()})


def rows(request: HttpRequest) -> HttpResponse:
    q = request.GET.get("q", "").strip()
    found = (
        ContentType.objects.filter(model__icontains=q)
        if "none" not in request.GET
        else ContentType.objects.none()
    )
    listing = Listing(request, found, columns=COLUMNS, default="name", noun=("kind", "kinds"), size=5)
    return render_page(request, "ui/catalogue/list.html", {"listing": listing}, partial="rows")


def _prop(request: HttpRequest) -> Prop:
    name = request.session.get("catalogue_name", "Northwind Traders")
    return Prop("name", "Name", "building-2", name, reverse("ui:catalogue_name"))


def record(request: HttpRequest) -> HttpResponse:
    props = [
        _prop(request),
        Prop("phone", "Phone", "phone", "", reverse("ui:catalogue_name")),
        Prop("plan", "Plan", "star", "Enterprise"),
    ]
    groups = timeline.grouped(specimens.happenings())
    filters = [
        timeline.Filter("", "All", request.path, is_current=True),
        timeline.Filter("email", "E-mails", request.path),
    ]
    return render(
        request,
        "ui/catalogue/record.html",
        {"props": props, "groups": groups, "filters": filters, "spark": specimens.spark()},
    )


def record_name(request: HttpRequest) -> HttpResponse:
    def save(form: NameForm) -> None:
        if form.cleaned_data["value"].lower() == "taken":
            raise Invalid("ui.taken", "Another company has this name. Open it, or choose another.")
        request.session["catalogue_name"] = form.cleaned_data["value"]

    stored = {"value": _prop(request).value}
    return inline_edit(
        request, prop=lambda: _prop(request), form=lambda data: NameForm(data, initial=stored), save=save
    )


def panel(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "ui/catalogue/panel.html")


def board(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/catalogue/board.html", {"board": Board(request.session), "lanes": LANES})


@require_POST
def move(request: HttpRequest, card: str) -> HttpResponse:
    found = Board(request.session)
    before = found.lane_of(card)
    lane, index = request.POST.get("lane", ""), request.POST.get("index", "0")
    redrawn = [
        Part(
            f"#lane-{key}", "ui/catalogue/board.html#lane", {"lane": key, "board": found, "name": LANES[key]}
        )
        for key in {before, lane} & set(LANES)
    ]
    if lane not in LANES or lane == "closed" or not index.isdigit():
        return pieces(
            request, Toast("Closed deals need a reason first. Nothing was moved.", kind="error"), status=409
        )
    found.move(card, lane, int(index))
    undo = {"lane": before, "index": "0", "card": card}
    return pieces(
        request,
        *redrawn,
        Toast(f"{card.title()} moved to {LANES[lane]}", reverse("ui:catalogue_move", args=[card]), undo),
    )


def peek(request: HttpRequest, card: str) -> HttpResponse:
    return render(request, "ui/catalogue/peek.html", {"card": card})


def form(request: HttpRequest) -> HttpResponse:
    sample = SampleForm(request.POST or None, request.FILES or None, auto_id="dialog_%s")
    context = {"form": sample, "title": "New cost", "verb": "Add cost", "action": request.path}
    if request.method != "POST":
        return render(request, "ui/forms/dialog.html", context)
    if not sample.is_valid():
        return form_errors(request, "ui/forms/dialog.html", context)
    return close_dialog(pieces(request, Toast("Cost added")))


def progress(request: HttpRequest) -> HttpResponse:
    done = min(request.session.get("catalogue_progress", 0) + 1, STEPS)
    request.session["catalogue_progress"] = done % STEPS
    bar = Progress(
        "Importing people", done, STEPS, is_done=done == STEPS, note="You can leave this page; it goes on."
    )
    return progress_of(request, bar, name="sample", reload_when_done=False)

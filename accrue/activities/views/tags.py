"""The tags of a record in its panel, and the page of all tags."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.rest import actor_of
from accrue.activities.carriers import changed_record
from accrue.activities.forms import MergeTagForm, TagForm
from accrue.activities.models import Tag
from accrue.activities.selectors import tags as selectors
from accrue.activities.services import add_tags, delete_tag, edit_tag, merge_tags, remove_tags
from accrue.activities.views.carried import carrier
from accrue.errors import AccrueError, Missing
from accrue.filters.lists import list_of
from accrue.ui.dialogs import act, form_dialog, posted
from accrue.ui.htmx import is_fragment, render_page
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort

PANEL = "activities/tags_panel.html"
MOST_OFFERED = 20


@require_GET
def record_tags(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """The panel's body."""
    return _panel(request, kind, record_id)


@require_POST
def tag_record(request: HttpRequest, kind: str, record_id: int) -> HttpResponseBase:
    """Several at once where commas part them. What is refused stands in the panel, with what was typed."""
    actor, typed = actor_of(request), request.POST.get("name", "")[:400]
    record = changed_record(actor, kind, record_id)
    try:
        add_tags(actor=actor, kind=kind, ids=[record.pk], names=typed.split(","))
    except Missing:
        raise
    except AccrueError as error:
        return _panel(request, kind, record.pk, typed=typed, error=error)
    return _back(request, kind, record.pk)


@require_POST
def untag_record(request: HttpRequest, kind: str, record_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    record = changed_record(actor, kind, record_id)
    remove_tags(actor=actor, kind=kind, ids=[record.pk], names=[request.POST.get("name", "")[:400]])
    return _back(request, kind, record.pk)


def _back(request: HttpRequest, kind: str, record_id: int) -> HttpResponseBase:
    if is_fragment(request):
        return _panel(request, kind, record_id, focus=True)
    return redirect(kind_called(kind).url_name, record_id)


def _panel(
    request: HttpRequest,
    kind: str,
    record_id: int,
    *,
    typed: str = "",
    error: AccrueError | None = None,
    focus: bool = False,
) -> HttpResponse:
    actor, record = actor_of(request), carrier(request, kind, record_id)
    of = list_of(kind)
    context = {
        "tags": [_linked(tag) for tag in selectors.tags_on(kind, record.pk)],
        "list_url": f"{reverse(next(iter(of.pages.values())))}?filter=" if of else "",
        "plural": kind_called(kind).plural.lower(),
        "kind": kind,
        "pk": record.pk,
        "may_edit": access.access_of(actor).may(kind, "edit", record),
        "typed": typed,
        "error": error.message if error else "",
        "focus": focus,
    }
    return render(request, PANEL, context, status=error.status if error else 200)


def _linked(tag: Tag) -> Tag:
    """With the filter that its list is asked by."""
    tag.asked = json.dumps({"all": [["tags", "any", [tag.pk]]]}, separators=(",", ":"))  # type: ignore[attr-defined]  # for the page
    return tag


@require_GET
def tag_choices(request: HttpRequest) -> HttpResponse:
    """What may be meant by what is typed so far, as options of the field."""
    actor = actor_of(request)
    access.require(actor, "see", "tag")
    found = selectors.tags(actor, request.GET.get("name", "")).order_by("sort_name")[:MOST_OFFERED]
    return render(request, "activities/tag_choices.html", {"tags": found})


@require_GET
def tags(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "see", "tag")
    q = request.GET.get("q", "").strip()
    listing = Listing(
        request,
        selectors.tags(actor, q),
        columns=[Column("Tag", Sort("name", "sort_name")), Column("Carried by"), Column("Made")],
        default="name",
        noun=("tag", "tags"),
        is_filtered=bool(q),
    )
    counts = selectors.uses([tag.pk for tag in listing.rows])
    allowed = access.access_of(actor)
    context = {
        "listing": listing,
        "rows": [(tag, selectors.in_words(counts.get(tag.pk, {}))) for tag in listing.rows],
        "may_edit": allowed.may("tag", "edit"),
        "may_delete": allowed.may("tag", "delete"),
    }
    return render_page(request, "activities/tags.html", context, partial="rows")


@require_http_methods(["GET", "POST"])
def change_tag(request: HttpRequest, tag_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.tag(actor, tag_id)
    access.require(actor, "edit", found)
    initial = {"name": found.name, "colour": found.colour, "version": found.version}

    def save(form: TagForm) -> str:
        changed = edit_tag(actor=actor, tag_id=tag_id, **form.cleaned_data)
        return f"Tag “{changed.name}” saved"

    form = TagForm(posted(request), initial=initial)
    title = f"Change the tag “{found.name}”"
    return form_dialog(request, form=form, title=title, verb="Save", save=save, done=_all())


@require_http_methods(["GET", "POST"])
def merge_tag(request: HttpRequest, tag_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.tag(actor, tag_id)
    access.require(actor, "delete", found)
    others = list(selectors.tags(actor).exclude(pk=tag_id).order_by("sort_name"))
    carried = selectors.in_words(selectors.uses([tag_id]).get(tag_id, {}))

    def save(form: MergeTagForm) -> str:
        kept = merge_tags(actor=actor, keep_id=int(form.cleaned_data["into"]), away_id=tag_id)
        return f"“{found.name}” merged into “{kept.name}”"

    form = MergeTagForm(others, posted(request))
    form.fields["into"].help_text = (
        f"“{found.name}” is on {carried}; they carry the other tag then, and “{found.name}” is gone. "
        "This cannot be undone."
    )
    title = f"Merge the tag “{found.name}”"
    return form_dialog(request, form=form, title=title, verb="Merge", save=save, done=_all())


@require_POST
def remove_tag(request: HttpRequest, tag_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.tag(actor, tag_id)

    def run() -> str:
        number = delete_tag(actor=actor, tag_id=tag_id)
        return f"Tag “{found.name}” deleted from {number:,} record{'' if number == 1 else 's'}"

    access.require(actor, "delete", found)
    return act(request, run, _all())


def _all() -> str:
    return reverse("activities:tags")

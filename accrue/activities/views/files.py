"""The files of a record in its panel: uploaded, described, put away; and downloads, which ask for the record each time."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.activities import keeping, scanning
from accrue.activities.carriers import changed_record
from accrue.activities.forms import FileForm, VersionForm
from accrue.activities.models import File
from accrue.activities.selectors import files as selectors
from accrue.activities.services import add_file, add_version, archive_file, edit_file, restore_file
from accrue.activities.services.files import changed_file
from accrue.activities.views.carried import carrier
from accrue.errors import AccrueError, Missing
from accrue.ui.attachments import as_attachment, as_picture
from accrue.ui.dialogs import form_dialog, posted
from accrue.ui.full_disk import NoRoom
from accrue.ui.htmx import Toast, is_fragment, with_pieces

PANEL = "activities/files_panel.html"
MOST_AT_ONCE = 20
NONE_CHOSEN = "Choose a file first."


@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, kind: str, record_id: int) -> HttpResponseBase:
    """The panel's body; a POST adds files. What is refused is named there, and the others are kept."""
    if request.method != "POST":
        return _panel(request, kind, record_id)
    actor = actor_of(request)
    pk = changed_record(actor, kind, record_id).pk
    given = request.FILES.getlist("files")
    added, refused = _added(actor, kind, pk, given)
    said = f"{added[0]} added" if len(added) == 1 else f"{len(added)} files added"
    if not is_fragment(request):
        for problem in refused:
            messages.error(request, problem)
        if added:
            messages.success(request, said)
        return redirect(kind_called(kind).url_name, pk)
    response = _panel(request, kind, pk, refused=refused, status=422 if refused else 200)
    response["HX-Trigger"] = kind
    return with_pieces(response, request, Toast(said)) if added else response


def _added(
    actor: User, kind: str, record_id: int, given: list[UploadedFile[Any]]
) -> tuple[list[str], list[str]]:
    """(names that were added, sentences about those that were not)."""
    if not given:
        return [], [NONE_CHOSEN]
    if len(given) > MOST_AT_ONCE:
        return [], [f"At most {MOST_AT_ONCE} files at once; these are {len(given)}. Send them in parts."]
    added, refused = [], []
    for one in given:
        name = one.name or ""
        try:
            keeping.refuse_larger(one.size or 0)
            made = add_file(actor=actor, kind=kind, record_id=record_id, name=name, chunks=one.chunks())
            added.append(made.file.name)
        except (Missing, NoRoom):
            raise
        except AccrueError as error:
            refused.append(f"{name}: {error.message}")
    return added, refused


def _panel(
    request: HttpRequest,
    kind: str,
    record_id: int,
    *,
    refused: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, record = actor_of(request), carrier(request, kind, record_id)
    access.require(actor, "see", record)
    archived = request.GET.get("archived") == "1"
    older = "" if request.method == "POST" else request.GET.get("older", "")
    shown = selectors.page_of_files(kind, record.pk, archived=archived, older=older)
    allowed = access.access_of(actor)
    context = {
        "versions": shown.versions,
        "older": shown.older,
        "here": urlencode(({"archived": "1"} if archived else {}) | ({"older": older} if older else {})),
        "is_older": bool(older),
        "archived": archived,
        "archived_count": selectors.archived_on(kind, record.pk),
        "kind": kind,
        "pk": record.pk,
        "may_edit": allowed.may(kind, "edit", record),
        "refused": refused or [],
        "warn": not scanning.is_set() and allowed.may("system", "see"),
        "limit": filesizeformat(keeping.MOST_BYTES),
        "most": MOST_AT_ONCE,
    }
    return render(request, PANEL, context, status=status)


@require_GET
def versions(request: HttpRequest, file_id: int) -> HttpResponse:
    """All versions, as a dialog or a page of their own."""
    actor = actor_of(request)
    found = selectors.file_called(actor, file_id)
    context = {"file": found, "versions": selectors.versions_of(found), "back": _page(found)}
    name = "activities/file_versions.html"
    return render(request, f"{name}#dialog" if is_fragment(request) else name, context)


@require_http_methods(["GET", "POST"])
def change_file(request: HttpRequest, file_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = changed_file(actor, file_id)

    def save(form: FileForm) -> str:
        changed = edit_file(actor=actor, file_id=file_id, **form.cleaned_data)
        return f"{changed.name} saved"

    initial = {"name": found.name, "description": found.description, "version": found.version}
    form = FileForm(posted(request), initial=initial)
    return form_dialog(
        request, form=form, title=f"Details of {found.name}", verb="Save", save=save, done=_page(found)
    )


@require_http_methods(["GET", "POST"])
def new_version(request: HttpRequest, file_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = changed_file(actor, file_id)

    def save(form: VersionForm) -> str:
        given: UploadedFile[Any] = form.cleaned_data["file"]
        keeping.refuse_larger(given.size or 0)
        made = add_version(actor=actor, file_id=file_id, name=given.name or "", chunks=given.chunks())
        return f"{found.name} has version {made.number}"

    form = VersionForm(posted(request), request.FILES if request.method == "POST" else None)
    title = f"New version of {found.name}"
    return form_dialog(request, form=form, title=title, verb="Upload", save=save, done=_page(found))


@require_POST
def archive(request: HttpRequest, file_id: int) -> HttpResponseBase:
    found = archive_file(actor=actor_of(request), file_id=file_id)
    return _put_away(request, found, "archived", reverse("activities:restore_file", args=[file_id]))


@require_POST
def restore(request: HttpRequest, file_id: int) -> HttpResponseBase:
    found = restore_file(actor=actor_of(request), file_id=file_id)
    return _put_away(request, found, "restored", reverse("activities:archive_file", args=[file_id]))


def _put_away(request: HttpRequest, found: File, done: str, undo: str) -> HttpResponseBase:
    text = f"{found.name} {done}"
    if not is_fragment(request):
        messages.success(request, text)
        return redirect(kind_called(found.kind).url_name, found.record_id)
    response = _panel(request, found.kind, found.record_id)
    response["HX-Trigger"] = found.kind
    return with_pieces(response, request, Toast(text, undo))


@require_GET
def download(request: HttpRequest, file_id: int, number: int) -> FileResponse:
    found, content = selectors.content_of(actor_of(request), file_id, number)
    return as_attachment(content, found.name, found.content_type)


@require_GET
def preview(request: HttpRequest, file_id: int, number: int) -> FileResponse:
    return as_picture(selectors.preview_of(actor_of(request), file_id, number), "image/webp")


def _page(found: File) -> str:
    return reverse(kind_called(found.kind).url_name, args=[found.record_id])

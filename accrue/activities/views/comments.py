"""The composer above a record's timeline, and one's own words changed and withdrawn."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.rest import actor_of
from accrue.activities.forms import CommentForm
from accrue.activities.models import Comment
from accrue.activities.selectors.comments import own_comment
from accrue.activities.selectors.following import colleagues
from accrue.activities.services import edit_comment, withdraw_comment, write_comment
from accrue.activities.views.carried import carrier
from accrue.errors import AccrueError, Missing
from accrue.ui.comments import change_dialog, withdrawn
from accrue.ui.dialogs import posted
from accrue.ui.htmx import is_fragment

COMPOSER = "activities/composer.html"


@require_http_methods(["GET", "POST"])
def comments(request: HttpRequest, kind: str, record_id: int) -> HttpResponseBase:
    """The empty composer, or what was written in it; what is refused stays there with the reason."""
    actor = actor_of(request)
    if request.method != "POST":
        return _composer(request, kind, carrier(request, kind, record_id).pk)
    typed = request.POST.get("text", "")
    try:
        said = write_comment(actor=actor, kind=kind, record_id=record_id, text=typed)
    except Missing:
        raise
    except AccrueError as error:
        return _composer(request, kind, record_id, typed=typed, error=error)
    if not is_fragment(request):
        return redirect(kind_called(kind).url_name, said.record_id)
    response = _composer(request, kind, said.record_id)
    response["HX-Trigger"] = kind  # the timeline listens for news of the record
    return response


def _composer(
    request: HttpRequest, kind: str, record_id: int, *, typed: str = "", error: AccrueError | None = None
) -> HttpResponse:
    access.require(actor_of(request), "see", kind)
    context = {
        "kind": kind,
        "pk": record_id,
        "typed": typed,
        "error": error.message if error else "",
        "draft": f"comment-{actor_of(request).pk}-{kind}-{record_id}",
    }
    return render(request, COMPOSER, context, status=error.status if error else 200)


@require_GET
def names(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """Who may be meant by what stands after an @: options, of those only who may see the record."""
    actor = actor_of(request)
    record = carrier(request, kind, record_id)
    access.require(actor, "see", record)
    found = colleagues(kind, record, request.GET.get("q", "").replace("\0", "").strip())
    return render(request, "activities/names.html", {"people": found})


@require_http_methods(["GET", "POST"])
def change_comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    actor = actor_of(request)
    said = own_comment(actor, comment_id)
    form = CommentForm(posted(request), initial={"text": said.text, "version": said.version})
    keep = partial(edit_comment, actor=actor, comment_id=comment_id)
    return change_dialog(request, form, keep, _page(said))


@require_POST
def withdraw(request: HttpRequest, comment_id: int) -> HttpResponse:
    actor = actor_of(request)
    said = own_comment(actor, comment_id)
    return withdrawn(request, partial(withdraw_comment, actor=actor, comment_id=comment_id), _page(said))


def _page(said: Comment) -> str:
    return reverse(kind_called(said.kind).url_name, args=[said.record_id])

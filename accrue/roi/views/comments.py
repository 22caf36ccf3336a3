"""Comments on a statement and on its lines."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accrue.accounts.rest import actor_of
from accrue.roi.forms import CommentForm
from accrue.roi.models import StatementComment
from accrue.roi.selectors.comments import line_labels, own_comment
from accrue.roi.selectors.statements import statement_numbered
from accrue.roi.services.comments import comment, edit_comment, withdraw_comment
from accrue.ui.comments import change_dialog, withdrawn
from accrue.ui.dialogs import form_dialog, posted


@require_http_methods(["GET", "POST"])
def new_comment(request: HttpRequest, number: int) -> HttpResponse:
    user = actor_of(request)
    opened = statement_numbered(user, number)
    line = request.GET.get("line", "")
    about = line_labels(opened).get(line, "") if line else ""

    def save(form: CommentForm) -> str:
        comment(actor=user, statement=opened.kept, text=form.cleaned_data["text"], line=line)
        return "Comment kept"

    title = f"Comment on {about}" if about else f"Comment on statement {number}"
    form = CommentForm(posted(request))
    return form_dialog(request, form=form, title=title, verb="Comment", save=save, done=_there(number))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    said = own_comment(user, pk)
    form = CommentForm(posted(request), initial={"text": said.text})
    return change_dialog(request, form, partial(edit_comment, actor=user, said=said), _place(said))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    said = own_comment(user, pk)
    return withdrawn(request, partial(withdraw_comment, actor=user, said=said), _place(said))


def _place(said: StatementComment) -> str:
    return _there(said.statement.number)


def _there(number: int) -> str:
    return reverse("roi:statement", args=[number])

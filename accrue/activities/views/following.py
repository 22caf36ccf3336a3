"""Who follows a record, and how one wants to be told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.rest import actor_of
from accrue.activities.models import News, NewsPreference
from accrue.activities.selectors.following import Way, followers_of, owner_of, preferences_of
from accrue.activities.services import choose_news, follow, stop_mails, unfollow
from accrue.activities.services.telling import whose
from accrue.activities.views.carried import carrier
from accrue.ui.htmx import is_fragment
from accrue.ui.signed_links import opened_by_signed_link

PANEL = "activities/followers_panel.html"


@require_http_methods(["GET", "POST"])
def followers(request: HttpRequest, kind: str, record_id: int) -> HttpResponseBase:
    """The panel's body; a POST follows the record, or with `stop` no longer does."""
    actor = actor_of(request)
    if request.method == "POST":
        change = unfollow if "stop" in request.POST else follow
        change(actor=actor, kind=kind, record_id=record_id)
        if not is_fragment(request):
            return redirect(kind_called(kind).url_name, record_id)
    record = carrier(request, kind, record_id)
    access.require(actor, "see", record)
    people = followers_of(kind, record)
    context = {
        "kind": kind,
        "pk": record.pk,
        "people": people,
        "owner_id": owner_of(kind, record),
        "follows": any(one.pk == actor.pk for one in people),
    }
    return render(request, PANEL, context)


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponseBase:
    """One's own: each kind of news in the page or not, and by which mail."""
    actor = actor_of(request)
    if request.method == "POST":
        mails = {news: request.POST.get(f"{news}-mail", "") for news in News.values}
        ways = {news: Way(f"{news}-page" in request.POST, mail) for news, mail in mails.items() if mail}
        choose_news(actor=actor, ways=ways)
        messages.success(request, "Saved: so you are told from now on")
        return redirect("activities:preferences")
    ways = preferences_of(actor)
    rows = [(news.value, news.label, ways[news.value]) for news in News]
    context = {"rows": rows, "mails": NewsPreference.Mail.choices, "email": actor.email}
    return render(request, "activities/preferences.html", context)


@opened_by_signed_link
@require_http_methods(["GET", "POST"])
def no_mails(request: HttpRequest, token: str) -> HttpResponse:
    """Out of all mails about news, by the link in one of them. Looking at it changes nothing."""
    user = stop_mails(token=token) if request.method == "POST" else whose(token)
    context = {"email": user.email, "is_done": request.method == "POST"}
    return render(request, "activities/no_mails.html", context)

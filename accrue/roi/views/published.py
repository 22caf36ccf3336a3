"""Statements given out: links, and the page they open."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError, Missing
from accrue.roi.forms import PublishForm
from accrue.roi.models import PublishedLink
from accrue.roi.pictures import Picture
from accrue.roi.selectors.statements import Opened, link_opened_by, statement_numbered
from accrue.roi.services.publishing import log_view, publish_statement, revoke_link
from accrue.ui.dialogs import act, posted, refuse, show_form
from accrue.ui.htmx import render_page


@require_GET
def links(request: HttpRequest, number: int) -> HttpResponse:
    """Who was given this statement, until when, and when they looked."""
    user = actor_of(request)
    opened = statement_numbered(user, number)
    access.require(user, "edit", opened.kept)
    return render(request, "roi/links.html", _links(opened))


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Make a link. Its address is shown once, here: only a fingerprint of it is kept."""
    user = actor_of(request)
    opened = statement_numbered(user, number)
    access.require(user, "edit", opened.kept)
    form = PublishForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            link, token = publish_statement(
                actor=user, statement=opened.kept, label=data["label"], days=data["days"]
            )
        except AccrueError as error:
            refuse(form, error)
        else:
            address = request.build_absolute_uri(reverse("roi:published", args=[token]))
            context = {"link": link, "address": address, "kept": opened.kept}
            return render_page(request, "roi/published_once.html", context, partial="body")
    return show_form(request, form, f"Publish statement {number}", "Make link")


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    link = PublishedLink.objects.select_related("statement").filter(pk=pk).first()
    if link is None:
        raise Missing
    access.require(user, "edit", link.statement)

    def run() -> str:
        revoke_link(actor=user, link=link)
        return "Link revoked; it works no more"

    return act(request, run, reverse("roi:links", args=[link.statement.number]))


@login_not_required
@never_cache
@require_GET
def published(request: HttpRequest, token: str) -> HttpResponse:
    """The statement for whoever has the link: no menu, no way further in, not for search engines."""
    return _for_readers(request, token, "roi/published.html")


@login_not_required
@never_cache
@require_GET
def published_methods(request: HttpRequest, token: str) -> HttpResponse:
    """The methods of a published statement, for whoever judges them."""
    return _for_readers(request, token, "roi/published_methods.html")


def _for_readers(request: HttpRequest, token: str, template: str) -> HttpResponse:
    link = link_opened_by(token)
    opened = Opened(link.statement)
    log_view(link=link, agent=request.headers.get("User-Agent", ""))
    context = {
        "opened": opened,
        "kept": opened.kept,
        "drawn": opened.drawn,
        "picture": Picture(opened, addresses=False),
        "link": link,
    }
    response = render(request, template, context)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _links(opened: Opened) -> dict[str, object]:
    held = opened.kept.links.select_related("created_by", "revoked_by").prefetch_related("views")
    return {"opened": opened, "kept": opened.kept, "links": held.order_by("-created_at", "-pk")}

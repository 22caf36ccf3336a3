"""The channels of team chat, for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.activities.forms import ChannelForm
from accrue.activities.selectors import chat as selectors
from accrue.activities.services.chat import add_channel, edit_channel, remove_channel, try_channel
from accrue.ui.dialogs import act, form_dialog, go, posted
from accrue.ui.htmx import render_page


@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "edit", "system")
    rows = [(one, selectors.in_words(one.news)) for one in selectors.channels(actor)]
    return render_page(request, "activities/channels.html", {"rows": rows}, partial="rows")


@require_http_methods(["GET", "POST"])
def new_channel(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "edit", "system")

    def save(form: ChannelForm) -> str:
        made = add_channel(actor=actor, **form.values())
        return f"{made.name} added; press Try to see that it works"

    form = ChannelForm(posted(request))
    return form_dialog(request, form=form, title="Add a channel", verb="Add", save=save, done=_all())


@require_http_methods(["GET", "POST"])
def change_channel(request: HttpRequest, channel_id: int) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "edit", "system")
    held = selectors.channel_called(actor, channel_id)

    def save(form: ChannelForm) -> str:
        version = form.cleaned_data["version"] or 0
        return (
            f"{edit_channel(actor=actor, channel_id=channel_id, version=version, **form.values()).name} saved"
        )

    initial = {
        "name": held.name,
        "news": held.news,
        "team": str(held.team_id or ""),
        "is_on": held.is_on,
        "version": held.version,
    }
    form = ChannelForm(posted(request), initial=initial, held=held)
    title = f"Change {held.name}"
    return form_dialog(request, form=form, title=title, verb="Save", save=save, done=_all())


@require_POST
def try_it(request: HttpRequest, channel_id: int) -> HttpResponse:
    made = try_channel(actor=actor_of(request), channel_id=channel_id)
    messages.success(request, f"A line is on its way to {made.channel.name}; what comes of it stands here")
    return go(request, _all())


@require_POST
def remove(request: HttpRequest, channel_id: int) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "delete", "system")
    return act(request, lambda: f"{remove_channel(actor=actor, channel_id=channel_id)} removed", _all())


def _all() -> str:
    return reverse("activities:channels")

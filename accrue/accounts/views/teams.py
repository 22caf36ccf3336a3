from __future__ import annotations

from datetime import date
from typing import TypedDict

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import services
from accrue.accounts.access import access_of, require
from accrue.accounts.forms.people import TeamForm
from accrue.accounts.kinds import Action
from accrue.accounts.models import Team, User
from accrue.accounts.selectors import record_seen, teams
from accrue.accounts.views.asking import accepted, asker, done, form_page, tabs
from accrue.events.selectors import timeline


class Given(TypedDict):
    name: str
    adopted_on: date | None
    member_ids: list[int]
    roles: list[str]


@require_GET
def team_list(request: HttpRequest) -> HttpResponse:
    actor = asker(request)
    require(actor, Action.SEE, "team")
    context = {
        "teams": teams(actor).annotate(size=Count("members", distinct=True)),
        "may_create": access_of(actor).may("team", Action.CREATE),
        **tabs(actor),
    }
    return render(request, "accounts/teams.html", context)


@require_http_methods(["GET", "POST"])
def new_team(request: HttpRequest) -> HttpResponse:
    actor = asker(request)
    require(actor, Action.CREATE, "team")
    form = TeamForm(None, request.POST or None)
    if request.method == "POST" and accepted(form, lambda: services.create_team(actor=actor, **_given(form))):
        return done(request, f"Team {form.cleaned_data['name']} made", "accounts:teams")
    return form_page(request, form, title="New team", verb="Make team", back="accounts:teams")


@require_http_methods(["GET", "POST"])
def team_page(request: HttpRequest, team_id: int) -> HttpResponse:
    actor = asker(request)
    team = record_seen(actor, Team.objects.all(), team_id)
    may = access_of(actor)
    if request.method == "POST":
        require(actor, Action.EDIT, team)
    form = TeamForm(team, request.POST or None) if may.may("team", Action.EDIT, team) else None
    if request.method == "POST" and form is not None and accepted(form, lambda: _save(actor, team, form)):
        return done(request, f"Team {form.cleaned_data['name']} saved", "accounts:team", team_id)
    context = {
        "team": team,
        "form": form,
        "members": team.members.order_by("name"),
        "may_archive": may.may("team", Action.DELETE, team),
        "timeline": timeline("team", team_id),
    }
    return render(request, "accounts/team.html", context, status=422 if request.method == "POST" else 200)


def _save(actor: User, team: Team, form: TeamForm) -> None:
    version = form.cleaned_data["version"]
    services.edit_team(actor=actor, team_id=team.pk, version=version, **_given(form))


def _given(form: TeamForm) -> Given:
    given = form.cleaned_data
    return {
        "name": given["name"],
        "adopted_on": given["adopted_on"],
        "member_ids": [int(pk) for pk in given["members"]],
        "roles": given["roles"],
    }


@require_POST
def archive_team(request: HttpRequest, team_id: int) -> HttpResponse:
    team = services.archive_team(actor=asker(request), team_id=team_id)
    return done(request, f"Team {team} is archived", "accounts:team", team_id)


@require_POST
def restore_team(request: HttpRequest, team_id: int) -> HttpResponse:
    team = services.restore_team(actor=asker(request), team_id=team_id)
    return done(request, f"Team {team} is back", "accounts:team", team_id)

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import services
from accrue.accounts.access import access_of, require
from accrue.accounts.forms.people import InvitationForm, UserForm
from accrue.accounts.kinds import Action
from accrue.accounts.models import Team, User
from accrue.accounts.selectors import matching, open_invitations, people, record_seen
from accrue.accounts.views.asking import accepted, asker, done, form_page, tabs
from accrue.events.selectors import timeline
from accrue.ui.htmx import render_page
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort

COLUMNS = [
    Column("Name", Sort("name", "name")),
    Column("E-mail", Sort("email", "email")),
    Column("Roles"),
    Column("Home team"),
    Column("Since", Sort("since", "created_at"), starts_down=True),
    Column("Status"),
]
OPTIONS = 20


@require_GET
def user_list(request: HttpRequest) -> HttpResponse:
    actor = asker(request)
    require(actor, Action.SEE, "user")
    rows = matching(people(actor).prefetch_related(None), request.GET.get("q", ""))
    listing = Listing(
        request, rows.prefetch_related("roles"), columns=COLUMNS, default="name", noun=("person", "people")
    )
    may_invite = access_of(actor).may("user", Action.CREATE)
    context = {"listing": listing, "may_invite": may_invite, **tabs(actor)}
    if may_invite:
        context["invitations"] = open_invitations()
    return render_page(request, "accounts/users.html", context, partial="rows")


@require_GET
def user_options(request: HttpRequest) -> HttpResponse:
    """The first people that match, for fields that name an owner or mention somebody."""
    actor = asker(request)
    require(actor, Action.SEE, "user")
    found = matching(people(actor).filter(is_active=True), request.GET.get("q", "")).order_by("name")[
        :OPTIONS
    ]
    return render(request, "accounts/user_options.html", {"people": found})


@require_http_methods(["GET", "POST"])
def user_page(request: HttpRequest, user_id: int) -> HttpResponse:
    actor = asker(request)
    user = record_seen(actor, people(actor), user_id)
    may_edit = access_of(actor).may("user", Action.EDIT, user)
    if request.method == "POST":
        require(actor, Action.EDIT, user)
    form = UserForm(user, request.POST or None) if may_edit else None
    if request.method == "POST" and form is not None and accepted(form, lambda: _save(actor, user, form)):
        return done(request, f"{form.cleaned_data['name']} saved", "accounts:user", user_id)
    context: dict[str, object] = {"person": user, "form": form, "may_edit": may_edit}
    if may_edit or user == actor:  # when somebody signed out or changed a password is nobody else's business
        context["timeline"] = timeline("user", user_id)
    return render(request, "accounts/user.html", context, status=422 if request.method == "POST" else 200)


def _save(actor: User, user: User, form: UserForm) -> None:
    given = form.cleaned_data
    services.edit_user(
        actor=actor,
        user_id=user.pk,
        version=given["version"],
        name=given["name"],
        roles=given["roles"],
        team_id=int(given["team"] or 0),
        team_ids=[int(pk) for pk in given["teams"]],
    )


@require_POST
def disable_user(request: HttpRequest, user_id: int) -> HttpResponse:
    user = services.disable_user(actor=asker(request), user_id=user_id)
    return done(request, f"{user} is disabled and signed out everywhere", "accounts:user", user_id)


@require_POST
def enable_user(request: HttpRequest, user_id: int) -> HttpResponse:
    user = services.enable_user(actor=asker(request), user_id=user_id)
    return done(request, f"{user} may sign in again", "accounts:user", user_id)


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    actor = asker(request)
    require(actor, Action.CREATE, "user")
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and accepted(form, lambda: _invite(actor, form)):
        return done(request, f"{form.cleaned_data['email']} is invited", "accounts:users")
    return form_page(request, form, title="Invite somebody", verb="Send invitation", back="accounts:users")


def _invite(actor: User, form: InvitationForm) -> None:
    given = form.cleaned_data
    team = Team.objects.get(pk=given["team"]) if given["team"] else None
    services.invite(actor=actor, email=given["email"], name=given["name"], roles=given["roles"], team=team)


@require_POST
def renew_invitation(request: HttpRequest, invitation_id: int) -> HttpResponse:
    found = services.renew_invitation(actor=asker(request), invitation_id=invitation_id)
    return done(request, f"{found.email} gets a new link", "accounts:users")


@require_POST
def withdraw_invitation(request: HttpRequest, invitation_id: int) -> HttpResponse:
    found = services.withdraw_invitation(actor=asker(request), invitation_id=invitation_id)
    return done(request, f"The invitation of {found.email} is withdrawn", "accounts:users")

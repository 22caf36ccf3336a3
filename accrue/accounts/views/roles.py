from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import services
from accrue.accounts.access import access_of, require
from accrue.accounts.explaining import explain
from accrue.accounts.forms.people import CopyRoleForm, OrganisationForm, RoleForm
from accrue.accounts.forms.why import WhyForm
from accrue.accounts.kinds import Action
from accrue.accounts.models import Role
from accrue.accounts.selectors import organisation, record_seen, roles
from accrue.accounts.views.asking import accepted, asker, done, form_page, tabs


@require_GET
def role_list(request: HttpRequest) -> HttpResponse:
    actor = asker(request)
    require(actor, Action.SEE, "role")
    rows = roles(actor).annotate(people=Count("users", distinct=True), by_team=Count("teams", distinct=True))
    return render(request, "accounts/roles.html", {"roles": rows, **tabs(actor)})


@require_http_methods(["GET", "POST"])
def role_page(request: HttpRequest, role_id: int) -> HttpResponse:
    actor = asker(request)
    role = record_seen(actor, Role.objects.all(), role_id)
    if request.method == "POST":
        require(actor, Action.EDIT, role)
    form = RoleForm(role, request.POST or None)

    def save() -> None:
        given = form.cleaned_data
        services.edit_role(
            actor=actor,
            role_id=role_id,
            version=given["version"],
            name=given["name"],
            grants=form.grants,
            levels=form.levels,
        )

    if request.method == "POST" and accepted(form, save):
        return done(request, f"Role {form.cleaned_data['name']} saved", "accounts:role", role_id)
    may = access_of(actor)
    context = {
        "role": role,
        "form": form,
        "actions": Action,
        "may_edit": may.may("role", Action.EDIT) and not role.is_built_in,
        "may_copy": may.may("role", Action.CREATE),
        "may_delete": may.may("role", Action.DELETE) and not role.is_built_in,
        "holders": role.users.order_by("name")[:50],
        "teams": role.teams.order_by("name"),
    }
    return render(request, "accounts/role.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def copy_role(request: HttpRequest, role_id: int) -> HttpResponse:
    actor = asker(request)
    require(actor, Action.CREATE, "role")
    role = record_seen(actor, Role.objects.all(), role_id)
    form = CopyRoleForm(request.POST or None)
    made: list[Role] = []

    def copy() -> None:
        made.append(services.copy_role(actor=actor, role_id=role_id, name=form.cleaned_data["name"]))

    if request.method == "POST" and accepted(form, copy):
        return redirect("accounts:role", made[0].pk)
    return form_page(request, form, title=f"Copy the role {role}", verb="Copy role", back="accounts:roles")


@require_POST
def delete_role(request: HttpRequest, role_id: int) -> HttpResponse:
    services.delete_role(actor=asker(request), role_id=role_id)
    return done(request, "Role removed", "accounts:roles")


@require_http_methods(["GET", "POST"])
def organisation_page(request: HttpRequest) -> HttpResponse:
    actor, now = asker(request), organisation()
    require(actor, Action.EDIT, "role")
    bound = [role.key for role in now.second_factor_for.all()]
    initial = {"name": now.name, "second_factor_for": bound, "version": now.version}
    form = OrganisationForm(request.POST or None, initial=initial)
    if request.method == "POST" and accepted(
        form, lambda: services.edit_organisation(actor=actor, **form.cleaned_data)
    ):
        return done(request, "Organisation saved", "accounts:organisation")
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/organisation.html", {"form": form, **tabs(actor)}, status=status)


@require_GET
def why(request: HttpRequest) -> HttpResponse:
    """Why somebody may or may not do something: about oneself, and about anybody for who may change people."""
    actor = asker(request)
    form = WhyForm(actor, request.GET or None)
    found = form.asked() if request.GET and form.is_valid() else None
    explanation = explain(*found) if found else None
    return render(request, "accounts/why.html", {"form": form, "explanation": explanation})

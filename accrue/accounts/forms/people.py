"""Inviting and changing people, teams, roles and the organisation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from accrue.accounts.kinds import Action, Level, RecordKind, Scope, fields_of, kinds
from accrue.accounts.models import Role, Team, User
from accrue.accounts.services.roles import Grants, Levels

NO_TEAM = ("", "No team")


def role_choices() -> list[tuple[str, str]]:
    return list(Role.objects.order_by("-is_built_in", "pk").values_list("key", "name"))


def team_choices(now: User | None = None) -> list[tuple[str, str]]:
    """Teams that are there, and archived ones the person is still in."""
    rows = Team.objects.filter(is_archived=False)
    if now is not None:
        rows = rows | Team.objects.filter(members=now)
    return [(str(pk), name) for pk, name in rows.distinct().order_by("name").values_list("pk", "name")]


class RolesField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=role_choices, required=False, **options)


class InvitationForm(forms.Form):
    email = forms.EmailField(label="E-mail address", max_length=254)
    name = forms.CharField(max_length=120, required=False, help_text="They can correct it.")
    roles = RolesField()
    team = forms.ChoiceField(label="Home team", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [NO_TEAM, *team_choices()]  # type: ignore[attr-defined]  # a choice field


class UserForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(max_length=120)
    roles = RolesField()
    team = forms.ChoiceField(
        label="Home team",
        required=False,
        help_text="What they own belongs to it, unless somebody says otherwise.",
    )
    teams = forms.MultipleChoiceField(label="Teams", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = team_choices(user)
        self.fields["team"].choices = [NO_TEAM, *there]  # type: ignore[attr-defined]  # choice fields
        self.fields["teams"].choices = there  # type: ignore[attr-defined]
        self.initial = {
            "version": user.version,
            "name": user.name,
            "roles": [role.key for role in user.roles.all()],
            "team": str(user.team_id or ""),
            "teams": [str(team.pk) for team in user.teams.all()],
        }


class TeamForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(max_length=80)
    members = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    roles = RolesField(label="Roles its members get", help_text="Besides their own.")
    adopted_on = forms.DateField(
        label="Works in Accrue since",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Its first day. Teams that began on different days show what Accrue changed. Empty: not yet.",
    )

    def __init__(self, team: Team | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True)
        if team is not None:
            people = people | User.objects.filter(teams=team)
            self.initial = {
                "version": team.version,
                "name": team.name,
                "adopted_on": team.adopted_on,
                "members": [str(pk) for pk in team.members.values_list("pk", flat=True)],
                "roles": [role.key for role in team.roles.all()],
            }
        choices = [(str(user.pk), str(user)) for user in people.distinct().order_by("name")]
        self.fields["members"].choices = choices  # type: ignore[attr-defined]  # a choice field


class CopyRoleForm(forms.Form):
    name = forms.CharField(max_length=80, help_text="What the people who hold it do.")


class OrganisationForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="Name of the company", max_length=120, required=False)
    second_factor_for = RolesField(
        label="Roles that need a second factor",
        help_text="Who holds one of these sets up an authenticator app or a security key before they go on.",
    )


SCOPES = [("none", "—"), ("own", "Own"), ("team", "Team’s"), ("all", "All")]
LEVELS = [("write", "May be changed"), ("read", "Read only"), ("hide", "Hidden")]


class RoleForm(forms.Form):
    """The matrix of a role: a choice for each kind and action, and for each field with a level of its own."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(max_length=80)

    def __init__(self, role: Role, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = {(g.kind, g.action): g.scope for g in role.grants.all()}
        lowered = {(r.kind, r.field): r.level for r in role.field_rules.all()}
        self.initial = {"version": role.version, "name": role.name}
        for kind in kinds():
            for action in Action:
                self._add(
                    grant_name(kind.key, action), scopes_of(kind), f"{action.label} {kind.plural.lower()}"
                )
                self.initial[grant_name(kind.key, action)] = held.get((kind.key, action), Scope.NONE)
            for name, label in fields_of(kind).items():
                self._add(level_name(kind.key, name), LEVELS, f"{kind.label}: {label}")
                self.initial[level_name(kind.key, name)] = lowered.get((kind.key, name), Level.WRITE)

    def _add(self, name: str, choices: list[tuple[str, str]], label: str) -> None:
        widget = forms.Select(attrs={"aria-label": label, "class": "select-sm w-auto"})
        self.fields[name] = forms.ChoiceField(choices=choices, label=label, widget=widget)

    def rows(self) -> Iterator[tuple[RecordKind, list[forms.BoundField]]]:
        for kind in kinds():
            yield kind, [self[grant_name(kind.key, action)] for action in Action]

    def field_rows(self) -> Iterator[tuple[RecordKind, str, forms.BoundField]]:
        for kind in kinds():
            for name, label in fields_of(kind).items():
                yield kind, label, self[level_name(kind.key, name)]

    @property
    def grants(self) -> Grants:
        return {(k.key, a): self.cleaned_data[grant_name(k.key, a)] for k in kinds() for a in Action}

    @property
    def levels(self) -> Levels:
        return {(k.key, f): self.cleaned_data[level_name(k.key, f)] for k in kinds() for f in fields_of(k)}


def scopes_of(kind: RecordKind) -> list[tuple[str, str]]:
    """Where nobody owns a kind, only all or none mean something."""
    if kind.owner or kind.team:
        return SCOPES
    return [one for one in SCOPES if one[0] != Scope.OWN and (kind.by_team or one[0] != Scope.TEAM)]


def grant_name(kind: str, action: str) -> str:
    return f"grant-{kind}-{action}"


def level_name(kind: str, field: str) -> str:
    return f"level-{kind}-{field}"

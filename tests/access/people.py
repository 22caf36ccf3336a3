"""Who may call what of people, teams and roles, and the records this is tried on."""

from __future__ import annotations

from typing import Any

from accrue.accounts.models import Invitation, Role, Team
from accrue.accounts.services import copy_role, create_team, digest, invite
from tests.access.policy import Policy, may, public, signed_in
from tests.access.sample import Sample, canary, makes

TOKEN = "canary-invitation-token-7f3a"
SOMEBODY = {"user_id": "@read-only"}
ONE_TEAM, ONE_ROLE, ONE_INVITATION = (
    {"team_id": "@team"},
    {"role_id": "@role"},
    {"invitation_id": "@invitation"},
)


@makes("team")
def team(sample: Sample) -> Team:
    return create_team(actor=sample["administrator"], name=canary("team", "name"))


@makes("role")
def role(sample: Sample) -> Role:
    source = Role.objects.get(key="rep")
    return copy_role(actor=sample["administrator"], role_id=source.pk, name="Canary role 7f3a")


@makes("invitation")
def invitation(sample: Sample) -> Invitation:
    made = invite(actor=sample["administrator"], email="canary-invited-7f3a@example.org", roles=["rep"])
    Invitation.objects.filter(pk=made.pk).update(token_digest=digest(TOKEN))
    return made


def of_team(action: str, data: dict[str, Any] | None = None) -> Policy:
    return may(action, "team", on="team", args=ONE_TEAM, data=data)


PEOPLE: dict[str, dict[str, Policy]] = {
    "join/<str:token>/": {
        "GET": public(args={"token": TOKEN}),
        "POST": public(args={"token": TOKEN}, data={"name": "New", "password": "orbit-lantern-mosaic-37"}),
    },
    # One's own
    "me/": {"GET": signed_in(), "POST": signed_in(data={"name": "Same", "locale": "en_GB"})},
    "me/sessions/end/": {"POST": signed_in()},
    "me/tokens/": {
        "GET": signed_in(),
        "POST": signed_in(data={"name": "T", "scopes": ["user:read"], "expires_on": "2026-12-24"}),
    },
    "me/why/": {"GET": signed_in(query={"user": "@rep", "kind": "user", "action": "see"})},
    # People
    "users/": {"GET": may("see", "user")},
    "users/options/": {"GET": may("see", "user", query={"q": "re"})},
    "users/invite/": {
        "GET": may("create", "user"),
        "POST": may("create", "user", data={"email": "new@example.org", "roles": ["rep"]}),
    },
    "users/<int:user_id>/": {
        "GET": may("see", "user", on="read-only", args=SOMEBODY),
        "POST": may(
            "edit", "user", on="read-only", args=SOMEBODY, data={"version": 1, "name": "N", "roles": ["rep"]}
        ),
    },
    "users/<int:user_id>/disable/": {"POST": may("edit", "user", on="read-only", args=SOMEBODY)},
    "users/<int:user_id>/enable/": {"POST": may("edit", "user", on="read-only", args=SOMEBODY)},
    "invitations/<int:invitation_id>/renew/": {"POST": may("create", "user", args=ONE_INVITATION)},
    "invitations/<int:invitation_id>/withdraw/": {"POST": may("create", "user", args=ONE_INVITATION)},
    # Teams
    "teams/": {"GET": may("see", "team")},
    "teams/new/": {"GET": may("create", "team"), "POST": may("create", "team", data={"name": "West"})},
    "teams/<int:team_id>/": {
        "GET": of_team("see"),
        "POST": of_team("edit", {"version": 1, "name": "Renamed"}),
    },
    "teams/<int:team_id>/archive/": {"POST": of_team("delete")},
    "teams/<int:team_id>/restore/": {"POST": of_team("delete")},
    # Roles
    "roles/": {"GET": may("see", "role")},
    "roles/<int:role_id>/": {
        "GET": may("see", "role", on="role", args=ONE_ROLE),
        "POST": may("edit", "role", on="role", args=ONE_ROLE, data={"version": 1, "name": "R"}),
    },
    "roles/<int:role_id>/copy/": {
        "GET": may("create", "role", args=ONE_ROLE),
        "POST": may("create", "role", args=ONE_ROLE, data={"name": "Another"}),
    },
    "roles/<int:role_id>/delete/": {"POST": may("delete", "role", on="role", args=ONE_ROLE)},
    "organisation/": {
        "GET": may("edit", "role"),
        "POST": may("edit", "role", data={"name": "Northwind", "second_factor_for": ["administrator"]}),
    },
    # The API
    "api/v1/me": {"GET": signed_in()},
    "api/v1/users": {"GET": may("see", "user")},
    "api/v1/users/<int:user_id>": {
        "GET": may("see", "user", on="read-only", args=SOMEBODY),
        "PATCH": may("edit", "user", on="read-only", args=SOMEBODY, data={"version": 1, "name": "N"}),
    },
    "api/v1/users/<int:user_id>/disable": {"POST": may("edit", "user", on="read-only", args=SOMEBODY)},
    "api/v1/users/<int:user_id>/enable": {"POST": may("edit", "user", on="read-only", args=SOMEBODY)},
    "api/v1/invitations": {
        "GET": may("create", "user"),
        "POST": may("create", "user", data={"email": "new@example.org", "roles": ["rep"]}),
    },
    "api/v1/invitations/<int:invitation_id>/renew": {"POST": may("create", "user", args=ONE_INVITATION)},
    "api/v1/invitations/<int:invitation_id>/withdraw": {"POST": may("create", "user", args=ONE_INVITATION)},
    "api/v1/teams": {"GET": may("see", "team"), "POST": may("create", "team", data={"name": "West"})},
    "api/v1/teams/<int:team_id>": {
        "GET": of_team("see"),
        "PATCH": of_team("edit", {"version": 1, "name": "Renamed"}),
    },
    "api/v1/teams/<int:team_id>/archive": {"POST": of_team("delete")},
    "api/v1/teams/<int:team_id>/restore": {"POST": of_team("delete")},
    "api/v1/roles": {"GET": may("see", "role"), "POST": may("create", "role", data={"name": "Another"})},
    "api/v1/roles/<int:role_id>": {
        "GET": may("see", "role", on="role", args=ONE_ROLE),
        "PATCH": may("edit", "role", on="role", args=ONE_ROLE, data={"version": 1, "name": "R"}),
        "DELETE": may("delete", "role", on="role", args=ONE_ROLE),
    },
    "api/v1/roles/<int:role_id>/copy": {
        "POST": may("create", "role", args=ONE_ROLE, data={"name": "Another"})
    },
    "api/v1/organisation": {
        "GET": may("see", "role"),
        "PATCH": may("edit", "role", data={"version": 1, "name": "Northwind"}),
    },
}

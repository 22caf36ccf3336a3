from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema, Status

from accrue.accounts import services
from accrue.accounts.access import require
from accrue.accounts.api.given import Address, Id, Keys, Limit, NameOrNone
from accrue.accounts.kinds import Action
from accrue.accounts.models import Invitation, Team
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.accounts.selectors import open_invitations
from accrue.errors import Invalid

router = Router()


class InvitationOut(Schema):
    """An invitation that was neither accepted nor withdrawn. Its link stands in the mail and nowhere else."""

    id: int
    email: str
    name: str
    roles: list[str]
    team_id: int | None
    invited_by_id: int
    created_at: datetime
    sent_at: datetime | None
    expires_at: datetime

    @staticmethod
    def resolve_roles(invitation: Invitation) -> list[str]:
        return sorted(role.key for role in invitation.roles.all())


class NewInvitation(Body):
    """`roles` are keys, and reach no further than your own unless you may edit roles. `team_id` is the home team."""

    email: Address
    name: NameOrNone = ""
    roles: Keys = []
    team_id: Id | None = None


@router.get("/invitations", response=Page[InvitationOut], summary="Open invitations: for who may invite")
def list_invitations(
    request: HttpRequest, sort: str = "-created_at", cursor: str | None = None, limit: Limit = 50
) -> dict[str, object]:
    require(actor_of(request), Action.CREATE, "user")
    sorts = {"created_at": "created_at", "email": "email"}
    rows, following = page_of(open_invitations(), sort=sort, sorts=sorts, cursor=cursor, limit=limit)
    return {"items": rows, "next": following}


@router.post("/invitations", response={201: InvitationOut}, summary="Invite somebody by mail")
def invite(request: HttpRequest, body: NewInvitation) -> Status[Invitation]:
    actor = actor_of(request)
    require(actor, Action.CREATE, "user")
    made = services.invite(
        actor=actor, email=body.email, name=body.name, roles=body.roles, team=_team(body.team_id)
    )
    return Status(201, made)


@router.post(
    "/invitations/{int:invitation_id}/renew", response=InvitationOut, summary="Send it again, with a new link"
)
def renew_invitation(request: HttpRequest, invitation_id: int) -> Invitation:
    return services.renew_invitation(actor=actor_of(request), invitation_id=invitation_id)


@router.post("/invitations/{int:invitation_id}/withdraw", response={204: None}, summary="Take it back")
def withdraw_invitation(request: HttpRequest, invitation_id: int) -> Status[None]:
    services.withdraw_invitation(actor=actor_of(request), invitation_id=invitation_id)
    return Status(204, None)


def _team(team_id: int | None) -> Team | None:
    if team_id is None:
        return None
    found = Team.objects.filter(pk=team_id, is_archived=False).first()
    if found is None:
        raise Invalid(
            "accounts.no_such_team",
            "Choose a team that is there.",
            fields={"team_id": "There is no such team."},
        )
    return found

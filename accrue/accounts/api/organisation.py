from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from accrue.accounts import services
from accrue.accounts.access import require
from accrue.accounts.api.given import Keys, NameOrNone, Version
from accrue.accounts.kinds import Action
from accrue.accounts.models import Organisation, User
from accrue.accounts.rest import Body, actor_of
from accrue.accounts.rest.records import refuse_nulls, version_of
from accrue.accounts.selectors import organisation

router = Router()


class OrganisationOut(Schema):
    """The company that runs this Accrue. `second_factor_for`: keys of the roles that need a second factor."""

    name: str
    second_factor_for: list[str]
    version: int

    @staticmethod
    def resolve_second_factor_for(row: Organisation) -> list[str]:
        return sorted(role.key for role in row.second_factor_for.all())


class OrganisationChange(Body):
    """Only what is sent changes; `second_factor_for` is a whole list. `version` may come as If-Match."""

    name: NameOrNone | None = None
    second_factor_for: Keys | None = None
    version: Version | None = None


@router.get("/organisation", response=OrganisationOut, summary="The company and its rule for second factors")
def get_organisation(request: HttpRequest, response: HttpResponse) -> Organisation:
    require(actor_of(request), Action.SEE, "role")
    row = organisation()
    response["ETag"] = f'"{row.version}"'
    return row


@router.patch("/organisation", response=OrganisationOut, summary="Change the company's settings")
def edit_organisation(request: HttpRequest, body: OrganisationChange) -> Organisation:
    actor: User = actor_of(request)
    require(actor, Action.EDIT, "role")
    version, now = version_of(request, body.version), organisation()
    bound = sorted(role.key for role in now.second_factor_for.all())
    refuse_nulls(name for name in body.model_fields_set if getattr(body, name) is None)
    return services.edit_organisation(
        actor=actor,
        version=version,
        name=now.name if body.name is None else body.name,
        second_factor_for=bound if body.second_factor_for is None else body.second_factor_for,
    )

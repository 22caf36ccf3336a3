"""People, teams, roles and the organisation for programs: the same services and selectors as the pages."""

from __future__ import annotations

from ninja import Router

from accrue.accounts.api.invitations import router as invitations
from accrue.accounts.api.organisation import router as organisation
from accrue.accounts.api.people import router as people
from accrue.accounts.api.roles import router as roles
from accrue.accounts.api.teams import router as teams

router = Router(tags=["People who work here"])
for part in (people, invitations, teams, roles, organisation):
    router.add_router("", part)

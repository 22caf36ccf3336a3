"""The verbs of this area, by noun."""

from accrue.accounts.services.cleaning import forget_expired
from accrue.accounts.services.invitations import (
    accept_invitation,
    digest,
    invite,
    renew_invitation,
    send_invitation,
    withdraw_invitation,
)
from accrue.accounts.services.organisation import edit_organisation, is_bound_by_policy, note_second_factors
from accrue.accounts.services.passwords import ask_for_reset, reset_link, send_reset
from accrue.accounts.services.roles import (
    copy_role,
    create_role,
    delete_role,
    edit_role,
    ensure_built_in_roles,
)
from accrue.accounts.services.teams import archive_team, create_team, edit_team, restore_team
from accrue.accounts.services.tokens import create_api_token, revoke_api_token
from accrue.accounts.services.users import (
    create_user,
    disable_user,
    edit_profile,
    edit_user,
    enable_user,
    end_sessions,
)

__all__ = [
    "accept_invitation",
    "archive_team",
    "ask_for_reset",
    "copy_role",
    "create_api_token",
    "create_role",
    "create_team",
    "create_user",
    "delete_role",
    "digest",
    "disable_user",
    "edit_organisation",
    "edit_profile",
    "edit_role",
    "edit_team",
    "edit_user",
    "enable_user",
    "end_sessions",
    "ensure_built_in_roles",
    "forget_expired",
    "invite",
    "is_bound_by_policy",
    "note_second_factors",
    "renew_invitation",
    "reset_link",
    "restore_team",
    "revoke_api_token",
    "send_invitation",
    "send_reset",
    "withdraw_invitation",
]

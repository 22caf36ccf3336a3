"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from accrue.events.data_map import Fate, Table, declare, declare_facts

declare(
    Table(
        model="accounts.User_roles",
        plain="id user role",
    ),
    Table(
        model="accounts.User",
        whose="user",
        personal={
            "email": "to sign in and be written to",
            "name": "to see who did what",
            "password": "to sign in; only its hash",
            "last_login": "to find stolen accounts",
        },
        plain=(
            "id is_active time_zone locale hotkeys team needs_second_factor session_epoch version created_at"
        ),
    ),
    Table(
        model="accounts.Team_roles",
        plain="id team role",
    ),
    Table(
        model="accounts.Stamp",
        plain="name value",
    ),
    Table(
        model="accounts.Team",
        plain="id name is_archived adopted_on version",
    ),
    Table(
        model="accounts.Membership",
        plain="id user team",
    ),
    Table(
        model="accounts.Role",
        plain="id key name is_built_in version",
    ),
    Table(
        model="accounts.Grant",
        plain="id role kind action scope",
    ),
    Table(
        model="accounts.FieldRule",
        plain="id role kind field level",
    ),
    Table(
        model="accounts.ApiToken",
        plain="id user name prefix digest scopes created_at expires_at last_used_at revoked_at",
    ),
    Table(
        model="accounts.IdempotentRequest",
        whose="person",
        fate=Fate.DELETE,
        sweep=True,
        personal={"body": "the answer to a repeated request, for a day"},
        plain="id user key fingerprint status content_type created_at",
    ),
    Table(
        model="accounts.Invitation_roles",
        plain="id invitation role",
    ),
    Table(
        model="accounts.Invitation",
        whose="user",
        personal={"email": "to invite them", "name": "to address them"},
        plain=("id team invited_by token_digest created_at expires_at sent_at withdrawn_at accepted_by"),
    ),
    Table(
        model="accounts.Organisation_second_factor_for",
        plain="id organisation role",
    ),
    Table(
        model="accounts.Organisation",
        plain="id name version",
    ),
    Table(
        model="contenttypes.ContentType",
        plain="id app_label model",
    ),
    Table(
        model="auth.Permission",
        plain="id name content_type codename",
    ),
    Table(
        model="auth.Group_permissions",
        plain="id group permission",
    ),
    Table(
        model="auth.Group",
        plain="id name",
    ),
    Table(
        model="sessions.Session",
        whose="user",
        personal={"session_data": "of who is signed in"},
        plain="session_key expire_date",
    ),
    Table(
        model="account.EmailAddress",
        whose="user",
        personal={"email": "to sign in"},
        plain="id user verified primary",
    ),
    Table(
        model="account.EmailConfirmation",
        plain="id email_address created sent key",
    ),
    Table(
        model="mfa.Authenticator",
        whose="user",
        personal={"data": "their second factor, encrypted"},
        plain="id user type created_at last_used_at",
    ),
    Table(
        model="usersessions.UserSession",
        whose="user",
        personal={
            "ip": "to find stolen sessions",
            "user_agent": "to name the device",
            "data": "of the session",
        },
        plain="id user created_at last_seen_at session_key",
    ),
)
declare_facts(
    whose="",
    personal={},
    plain=(
        "ApiTokenCreated.name,scopes ApiTokenRevoked.name SecondFactorAdded.kind "
        "SecondFactorRemoved.kind OrganisationEdited.name,second_factor_for "
        "RoleChanged.name,changes RoleCreated.name,copied_from RoleDeleted.name "
        "TeamAdopted.name,adopted_on TeamArchived.name TeamCreated.name TeamEdited.name,given,taken "
        "TeamRestored.name ProfileEdited.fields UserEdited.fields UserRolesChanged.given,taken"
    ),
)
declare_facts(
    whose="user",
    personal={
        "InvitationRenewed.email": "whom it was about",
        "InvitationWithdrawn.email": "whom it was about",
        "UserCreated.name": "whom it was about",
        "UserCreated.email": "whom it was about",
        "UserDisabled.name": "whom it was about",
        "UserEnabled.name": "whom it was about",
        "UserInvited.email": "whom it was about",
        "UserJoined.name": "whom it was about",
    },
    plain=("UserCreated.roles UserInvited.roles"),
)

"""What this area declares to the floors below."""

from accrue.accounts.access import granted
from accrue.accounts.kinds import Action, RecordKind, declare_kind
from accrue.ui.navigation import OWN, NavItem, register

declare_kind(RecordKind("user", "User", "Users", "accounts.User", owner="id", team="team"))
declare_kind(RecordKind("team", "Team", "Teams", "accounts.Team", owner=None, team=None))
declare_kind(RecordKind("role", "Role", "Roles", "accounts.Role", owner=None, team=None))

register(
    NavItem(
        "Run",
        "users",
        "People and roles",
        "users-round",
        "accounts:users",
        hotkey="g u",
        may=granted(Action.SEE, "user"),
    )
)
register(NavItem(OWN, "profile", "Profile", "user", "accounts:profile", order=10))
register(NavItem(OWN, "factors", "Signing in", "shield-check", "mfa_index", order=20))
register(NavItem(OWN, "tokens", "API tokens", "key", "accounts:tokens", order=30))
register(NavItem(OWN, "why", "What you may do", "circle-help", "accounts:why", order=40))
register(NavItem(OWN, "sign_out", "Sign out", "log-out", "account_logout", order=90, by_post=True))

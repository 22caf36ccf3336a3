"""What this area declares to the floors below."""

from accrue.accounts.kinds import RecordKind, declare_kind

declare_kind(RecordKind("user", "User", "Users", "accounts.User", owner="id", team="team"))
declare_kind(RecordKind("team", "Team", "Teams", "accounts.Team", owner=None, team=None))
declare_kind(RecordKind("role", "Role", "Roles", "accounts.Role", owner=None, team=None))

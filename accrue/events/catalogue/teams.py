"""Teams, roles and the organisation. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact


@dataclass(frozen=True, kw_only=True)
class TeamCreated(Fact):
    """A team was made."""

    subject: ClassVar[str] = "team"
    label: ClassVar[str] = "Team made"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "users"

    team_id: int
    name: str
    members: list[int]


@dataclass(frozen=True, kw_only=True)
class TeamEdited(Fact):
    """A team's name, members or roles changed."""

    subject: ClassVar[str] = "team"
    label: ClassVar[str] = "Team changed"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "pencil"

    team_id: int
    name: str
    came: list[int]
    left: list[int]
    given: list[str]
    taken: list[str]


@dataclass(frozen=True, kw_only=True)
class TeamAdopted(Fact):
    """The first day a team works in Accrue was said; None: it does not yet."""

    subject: ClassVar[str] = "team"
    label: ClassVar[str] = "Roll-out dated"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "calendar"

    team_id: int
    name: str
    adopted_on: str | None

    def summary(self) -> str:
        return f"Works in Accrue since {self.adopted_on}" if self.adopted_on else "Not in Accrue yet"


@dataclass(frozen=True, kw_only=True)
class TeamArchived(Fact):
    """A team was put away; it gives nobody anything any more."""

    subject: ClassVar[str] = "team"
    label: ClassVar[str] = "Team archived"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "archive"

    team_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class TeamRestored(Fact):
    """An archived team came back."""

    subject: ClassVar[str] = "team"
    label: ClassVar[str] = "Team restored"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "archive-restore"

    team_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class RoleCreated(Fact):
    """A role was made: from another one, or from nothing."""

    subject: ClassVar[str] = "role"
    label: ClassVar[str] = "Role made"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "copy"

    role_id: int
    name: str
    copied_from: str


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Fact):
    """What a role may do changed."""

    subject: ClassVar[str] = "role"
    label: ClassVar[str] = "Role changed"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "shield"

    role_id: int
    name: str
    changes: list[str]

    def summary(self) -> str:
        return ", ".join(self.changes)


@dataclass(frozen=True, kw_only=True)
class RoleDeleted(Fact):
    """A role that nobody held was removed."""

    subject: ClassVar[str] = "role"
    label: ClassVar[str] = "Role removed"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "trash-2"

    role_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class OrganisationEdited(Fact):
    """The company's own settings changed."""

    subject: ClassVar[str] = "organisation"
    label: ClassVar[str] = "Organisation changed"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "settings"

    organisation_id: int
    name: str
    second_factor_for: list[str]

"""People who work here: accounts and invitations. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact, in_words


@dataclass(frozen=True, kw_only=True)
class UserCreated(Fact):
    """Somebody was given an account, by the command line, a demo or their invitation."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "Account made"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "user-plus"

    user_id: int
    name: str
    email: str
    roles: list[str]


@dataclass(frozen=True, kw_only=True)
class UserJoined(Fact):
    """Somebody accepted their invitation."""

    subject: ClassVar[str] = "user"
    mentions: ClassVar[tuple[str, ...]] = ("invitation",)
    label: ClassVar[str] = "Joined"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "badge-check"

    user_id: int
    invitation_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class UserEdited(Fact):
    """Somebody's name or teams were changed; the history keeps the values."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "Details changed"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "pencil"

    user_id: int
    fields: list[str]

    def summary(self) -> str:
        return in_words(self.fields)


@dataclass(frozen=True, kw_only=True)
class UserRolesChanged(Fact):
    """Somebody was given roles, or lost them."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "Roles changed"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "shield"

    user_id: int
    given: list[str]
    taken: list[str]

    def summary(self) -> str:
        return ", ".join([*(f"+ {key}" for key in self.given), *(f"− {key}" for key in self.taken)])


@dataclass(frozen=True, kw_only=True)
class UserDisabled(Fact):
    """Somebody may not sign in any more; every session and token of theirs ended."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "Disabled"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "lock"

    user_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class UserEnabled(Fact):
    """Somebody may sign in again."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "Enabled"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "rotate-ccw"

    user_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class ProfileEdited(Fact):
    """Somebody changed their own settings."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "Profile changed"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "pencil"

    user_id: int
    fields: list[str]

    def summary(self) -> str:
        return in_words(self.fields)


@dataclass(frozen=True, kw_only=True)
class UserInvited(Fact):
    """Somebody was asked to work here."""

    subject: ClassVar[str] = "invitation"
    label: ClassVar[str] = "Invited"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "mail"

    invitation_id: int
    email: str
    roles: list[str]

    def summary(self) -> str:
        return self.email


@dataclass(frozen=True, kw_only=True)
class InvitationRenewed(Fact):
    """An invitation is sent again; its earlier link is dead."""

    subject: ClassVar[str] = "invitation"
    label: ClassVar[str] = "Invitation sent again"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "refresh-cw"

    invitation_id: int
    email: str

    def summary(self) -> str:
        return self.email


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(Fact):
    """An invitation was taken back."""

    subject: ClassVar[str] = "invitation"
    label: ClassVar[str] = "Invitation withdrawn"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "circle-x"

    invitation_id: int
    email: str

    def summary(self) -> str:
        return self.email

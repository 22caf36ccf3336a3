"""What happens to dashboards of people's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact


@dataclass(frozen=True, kw_only=True)
class DashboardMade(Fact):
    """Somebody made a dashboard, empty or as a copy of another one."""

    subject: ClassVar[str] = "dashboard"
    label: ClassVar[str] = "Dashboard made"
    group: ClassVar[str] = "dashboards"
    icon: ClassVar[str] = "chart-column"

    dashboard_id: int
    name: str
    copy_of: str

    def summary(self) -> str:
        return f"{self.name}, a copy of {self.copy_of}" if self.copy_of else self.name


@dataclass(frozen=True, kw_only=True)
class DashboardChanged(Fact):
    """Its name or its tiles changed; `what` says so in words."""

    subject: ClassVar[str] = "dashboard"
    label: ClassVar[str] = "Dashboard changed"
    group: ClassVar[str] = "dashboards"
    icon: ClassVar[str] = "pencil"

    dashboard_id: int
    what: str

    def summary(self) -> str:
        return self.what


@dataclass(frozen=True, kw_only=True)
class DashboardShared(Fact):
    """Others see it now, or no more: `sharing` is mine, team or everyone."""

    subject: ClassVar[str] = "dashboard"
    label: ClassVar[str] = "Dashboard shared"
    group: ClassVar[str] = "dashboards"
    icon: ClassVar[str] = "users"

    dashboard_id: int
    sharing: str
    team_id: int | None

    def summary(self) -> str:
        return {"mine": "only for its owner", "team": "with their team"}.get(self.sharing, "with everyone")


@dataclass(frozen=True, kw_only=True)
class DashboardDeleted(Fact):
    """It is gone from the list; it can be restored."""

    subject: ClassVar[str] = "dashboard"
    label: ClassVar[str] = "Dashboard deleted"
    group: ClassVar[str] = "dashboards"
    icon: ClassVar[str] = "trash-2"

    dashboard_id: int
    name: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class DashboardRestored(Fact):
    """It was deleted, and is back."""

    subject: ClassVar[str] = "dashboard"
    label: ClassVar[str] = "Dashboard restored"
    group: ClassVar[str] = "dashboards"
    icon: ClassVar[str] = "undo-2"

    dashboard_id: int
    name: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class DashboardScheduled(Fact):
    """When it is mailed, and to how many."""

    subject: ClassVar[str] = "dashboard"
    label: ClassVar[str] = "Dashboard scheduled"
    group: ClassVar[str] = "dashboards"
    icon: ClassVar[str] = "send"

    dashboard_id: int
    every: str
    day: int
    hour: int
    readers: int

    def summary(self) -> str:
        return "never by itself" if self.every == "never" else f"every {self.every}, to {self.readers}"


@dataclass(frozen=True, kw_only=True)
class DashboardSent(Fact):
    """A reader was mailed it."""

    subject: ClassVar[str] = "dashboard"
    label: ClassVar[str] = "Dashboard sent"
    group: ClassVar[str] = "dashboards"
    icon: ClassVar[str] = "send"

    dashboard_id: int
    user_id: int
    name: str

    def summary(self) -> str:
        return f"to {self.name}"

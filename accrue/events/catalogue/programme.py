"""The programme: its goals, baselines, costs and declared benefits. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact, in_words


@dataclass(frozen=True, kw_only=True)
class ProgrammeChanged(Fact):
    """The settings the return is measured with were set or changed."""

    subject: ClassVar[str] = "programme"
    label: ClassVar[str] = "Programme changed"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "settings-2"

    programme_id: int
    fields: list[str]

    def summary(self) -> str:
        return in_words(self.fields)


@dataclass(frozen=True, kw_only=True)
class GoalSet(Fact):
    """Somebody promised to reach a figure by a day."""

    subject: ClassVar[str] = "programme"
    label: ClassVar[str] = "Goal set"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "target"

    programme_id: int
    goal_id: int
    measure: str
    target: str
    due_on: str

    def summary(self) -> str:
        return f"{self.measure} {self.target} by {self.due_on}"


@dataclass(frozen=True, kw_only=True)
class GoalDropped(Fact):
    """A goal is no longer followed."""

    subject: ClassVar[str] = "programme"
    label: ClassVar[str] = "Goal dropped"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "target"

    programme_id: int
    goal_id: int
    measure: str

    def summary(self) -> str:
        return self.measure


@dataclass(frozen=True, kw_only=True)
class BaselineFrozen(Fact):
    """How things stood before, kept for ever with the fingerprint of the records it was read from."""

    subject: ClassVar[str] = "programme"
    label: ClassVar[str] = "Baseline frozen"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "snowflake"

    programme_id: int
    baseline_id: int
    measure: str
    starts_on: str
    ends_on: str
    fingerprint: str
    supersedes_id: int | None

    def summary(self) -> str:
        return f"{self.measure}, {self.starts_on} to {self.ends_on}"


@dataclass(frozen=True, kw_only=True)
class CostEntered(Fact):
    """Money was spent on the CRM."""

    subject: ClassVar[str] = "cost"
    label: ClassVar[str] = "Cost entered"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "receipt"

    cost_id: int
    category: str
    amount_minor: int
    currency: str
    replaces_id: int | None

    def summary(self) -> str:
        return self.category


@dataclass(frozen=True, kw_only=True)
class CostChanged(Fact):
    """A cost that waits for approval was corrected; the history keeps the values."""

    subject: ClassVar[str] = "cost"
    label: ClassVar[str] = "Cost changed"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "pencil"

    cost_id: int
    fields: list[str]

    def summary(self) -> str:
        return in_words(self.fields)


@dataclass(frozen=True, kw_only=True)
class CostApproved(Fact):
    """A second person of finance agreed with a cost."""

    subject: ClassVar[str] = "cost"
    label: ClassVar[str] = "Cost approved"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "circle-check"

    cost_id: int
    category: str

    def summary(self) -> str:
        return self.category


@dataclass(frozen=True, kw_only=True)
class CostWithdrawn(Fact):
    """A cost entered by mistake counts no more; it stays on record."""

    subject: ClassVar[str] = "cost"
    label: ClassVar[str] = "Cost withdrawn"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "circle-x"

    cost_id: int
    category: str
    reason: str

    def summary(self) -> str:
        return self.reason


@dataclass(frozen=True, kw_only=True)
class BudgetSet(Fact):
    """So much may be spent on a category in a year."""

    subject: ClassVar[str] = "programme"
    label: ClassVar[str] = "Budget set"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "wallet"

    programme_id: int
    category: str
    year: int
    amount_minor: int
    currency: str

    def summary(self) -> str:
        return f"{self.category} {self.year}"


@dataclass(frozen=True, kw_only=True)
class BenefitDeclared(Fact):
    """Somebody declares a benefit that nothing measures; a haircut is taken off."""

    subject: ClassVar[str] = "programme"
    label: ClassVar[str] = "Benefit declared"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "hand-coins"

    programme_id: int
    benefit_id: int
    name: str
    amount_minor: int
    currency: str
    haircut: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class BenefitWithdrawn(Fact):
    """A declared benefit counts no more."""

    subject: ClassVar[str] = "programme"
    label: ClassVar[str] = "Benefit withdrawn"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "circle-x"

    programme_id: int
    benefit_id: int
    name: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class StakeholderAdded(Fact):
    """Somebody is sent every statement from now on."""

    subject: ClassVar[str] = "programme"
    label: ClassVar[str] = "Stakeholder added"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "user-plus"

    programme_id: int
    stakeholder_id: int
    name: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class StakeholderRemoved(Fact):
    """Somebody is sent statements no more: removed, or unsubscribed by their own link."""

    subject: ClassVar[str] = "programme"
    label: ClassVar[str] = "Stakeholder removed"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "circle-x"

    programme_id: int
    stakeholder_id: int
    name: str
    how: str

    def summary(self) -> str:
        return f"{self.name}, {self.how}"


@dataclass(frozen=True, kw_only=True)
class SendingScheduled(Fact):
    """When statements are drawn and sent by themselves was set."""

    subject: ClassVar[str] = "programme"
    label: ClassVar[str] = "Sending scheduled"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "clock"

    programme_id: int
    every: str
    day: int
    hour: int

    def summary(self) -> str:
        return f"{self.every}, day {self.day}, hour {self.hour}"


@dataclass(frozen=True, kw_only=True)
class SendingLimited(Fact):
    """Whether only approved statements are sent was set."""

    subject: ClassVar[str] = "programme"
    label: ClassVar[str] = "Sending limited"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "badge-check"

    programme_id: int
    approved_only: bool

    def summary(self) -> str:
        return "only approved statements" if self.approved_only else "drafts too"


@dataclass(frozen=True, kw_only=True)
class GoalLeftTrack(Fact):
    """By its trend a goal will not be reached, or its day has passed."""

    subject: ClassVar[str] = "programme"
    label: ClassVar[str] = "Goal left its track"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "trending-down"

    programme_id: int
    goal_id: int
    measure: str
    state: str

    def summary(self) -> str:
        return f"{self.measure}, {self.state}"


@dataclass(frozen=True, kw_only=True)
class GoalBackOnTrack(Fact):
    """A goal that had left its track is on it again, or reached."""

    subject: ClassVar[str] = "programme"
    label: ClassVar[str] = "Goal back on track"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "trending-up"

    programme_id: int
    goal_id: int
    measure: str
    state: str

    def summary(self) -> str:
        return f"{self.measure}, {self.state}"


@dataclass(frozen=True, kw_only=True)
class BudgetOverrun(Fact):
    """A category cost more in a year than its budget."""

    subject: ClassVar[str] = "programme"
    label: ClassVar[str] = "Budget overrun"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "triangle-alert"

    programme_id: int
    category: str
    year: int
    spent_minor: int
    budget_minor: int
    currency: str

    def summary(self) -> str:
        return f"{self.category} {self.year}"

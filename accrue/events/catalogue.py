"""Everything that can happen. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact, in_words

# People and companies


@dataclass(frozen=True, kw_only=True)
class PersonCreated(Fact):
    """Somebody became known."""

    subject: ClassVar[str] = "person"
    mentions: ClassVar[tuple[str, ...]] = ("company",)
    label: ClassVar[str] = "Person added"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "user-plus"

    person_id: int
    company_id: int | None
    name: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class PersonEdited(Fact):
    """Details of a person changed; the history keeps the values."""

    subject: ClassVar[str] = "person"
    label: ClassVar[str] = "Details changed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "pencil"

    person_id: int
    fields: list[str]

    def summary(self) -> str:
        return in_words(self.fields)


@dataclass(frozen=True, kw_only=True)
class PersonArchived(Fact):
    """A person was put away; nothing is lost."""

    subject: ClassVar[str] = "person"
    label: ClassVar[str] = "Person archived"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "archive"

    person_id: int


@dataclass(frozen=True, kw_only=True)
class PersonRestored(Fact):
    """An archived person came back."""

    subject: ClassVar[str] = "person"
    label: ClassVar[str] = "Person restored"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "archive-restore"

    person_id: int


@dataclass(frozen=True, kw_only=True)
class CompanyCreated(Fact):
    """A company became known."""

    subject: ClassVar[str] = "company"
    label: ClassVar[str] = "Company added"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "building-2"

    company_id: int
    name: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class CompanyEdited(Fact):
    """Details of a company changed; the history keeps the values."""

    subject: ClassVar[str] = "company"
    label: ClassVar[str] = "Details changed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "pencil"

    company_id: int
    fields: list[str]

    def summary(self) -> str:
        return in_words(self.fields)


@dataclass(frozen=True, kw_only=True)
class CompanyArchived(Fact):
    """A company was put away; nothing is lost."""

    subject: ClassVar[str] = "company"
    label: ClassVar[str] = "Company archived"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "archive"

    company_id: int


@dataclass(frozen=True, kw_only=True)
class CompanyRestored(Fact):
    """An archived company came back."""

    subject: ClassVar[str] = "company"
    label: ClassVar[str] = "Company restored"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "archive-restore"

    company_id: int


# Products


@dataclass(frozen=True, kw_only=True)
class ProductCreated(Fact):
    """Something new is sold."""

    subject: ClassVar[str] = "product"
    label: ClassVar[str] = "Product added"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "package"

    product_id: int
    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ProductEdited(Fact):
    """Details of a product changed; the history keeps the values."""

    subject: ClassVar[str] = "product"
    label: ClassVar[str] = "Details changed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "pencil"

    product_id: int
    fields: list[str]

    def summary(self) -> str:
        return in_words(self.fields)


@dataclass(frozen=True, kw_only=True)
class ProductArchived(Fact):
    """A product is no longer sold; what was sold keeps it."""

    subject: ClassVar[str] = "product"
    label: ClassVar[str] = "Product archived"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "archive"

    product_id: int


@dataclass(frozen=True, kw_only=True)
class ProductRestored(Fact):
    """An archived product is sold again."""

    subject: ClassVar[str] = "product"
    label: ClassVar[str] = "Product restored"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "archive-restore"

    product_id: int


# Selling


@dataclass(frozen=True, kw_only=True)
class DealOpened(Fact):
    """Somebody may buy."""

    subject: ClassVar[str] = "deal"
    mentions: ClassVar[tuple[str, ...]] = ("person", "company")
    label: ClassVar[str] = "Deal opened"
    group: ClassVar[str] = "deals"
    icon: ClassVar[str] = "circle-dot"
    tone: ClassVar[str] = "info"

    deal_id: int
    person_id: int | None
    company_id: int | None
    name: str
    stage: str
    amount_minor: int
    currency: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class DealMoved(Fact):
    """A deal went from one stage to another."""

    subject: ClassVar[str] = "deal"
    mentions: ClassVar[tuple[str, ...]] = ("person", "company")
    label: ClassVar[str] = "Deal moved"
    group: ClassVar[str] = "deals"
    icon: ClassVar[str] = "arrow-right-left"

    deal_id: int
    person_id: int | None
    company_id: int | None
    name: str
    from_stage: str
    to_stage: str

    def summary(self) -> str:
        return f"{self.name}: {self.from_stage} → {self.to_stage}"


@dataclass(frozen=True, kw_only=True)
class DealEdited(Fact):
    """Details of a deal changed; the history keeps the values."""

    subject: ClassVar[str] = "deal"
    label: ClassVar[str] = "Deal changed"
    group: ClassVar[str] = "deals"
    icon: ClassVar[str] = "pencil"

    deal_id: int
    fields: list[str]

    def summary(self) -> str:
        return in_words(self.fields)


@dataclass(frozen=True, kw_only=True)
class DealWon(Fact):
    """The customer said yes."""

    subject: ClassVar[str] = "deal"
    mentions: ClassVar[tuple[str, ...]] = ("person", "company")
    label: ClassVar[str] = "Deal won"
    group: ClassVar[str] = "deals"
    icon: ClassVar[str] = "trophy"
    tone: ClassVar[str] = "good"

    deal_id: int
    person_id: int | None
    company_id: int | None
    name: str
    amount_minor: int
    currency: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class DealLost(Fact):
    """The customer said no, and why."""

    subject: ClassVar[str] = "deal"
    mentions: ClassVar[tuple[str, ...]] = ("person", "company")
    label: ClassVar[str] = "Deal lost"
    group: ClassVar[str] = "deals"
    icon: ClassVar[str] = "circle-x"
    tone: ClassVar[str] = "bad"

    deal_id: int
    person_id: int | None
    company_id: int | None
    name: str
    reason: str
    amount_minor: int
    currency: str

    def summary(self) -> str:
        return f"{self.name}: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class DealReopened(Fact):
    """A closed deal is open again; what it had led to is taken back by those who reacted."""

    subject: ClassVar[str] = "deal"
    mentions: ClassVar[tuple[str, ...]] = ("person", "company")
    label: ClassVar[str] = "Deal reopened"
    group: ClassVar[str] = "deals"
    icon: ClassVar[str] = "rotate-ccw"

    deal_id: int
    person_id: int | None
    company_id: int | None
    name: str
    was: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class DealArchived(Fact):
    """A deal was put away; nothing is lost."""

    subject: ClassVar[str] = "deal"
    mentions: ClassVar[tuple[str, ...]] = ("person", "company")
    label: ClassVar[str] = "Deal archived"
    group: ClassVar[str] = "deals"
    icon: ClassVar[str] = "archive"

    deal_id: int
    person_id: int | None
    company_id: int | None
    name: str


@dataclass(frozen=True, kw_only=True)
class DealRestored(Fact):
    """An archived deal came back."""

    subject: ClassVar[str] = "deal"
    mentions: ClassVar[tuple[str, ...]] = ("person", "company")
    label: ClassVar[str] = "Deal restored"
    group: ClassVar[str] = "deals"
    icon: ClassVar[str] = "archive-restore"

    deal_id: int
    person_id: int | None
    company_id: int | None
    name: str


# Orders, invoices, payments


@dataclass(frozen=True, kw_only=True)
class OrderConfirmed(Fact):
    """Something was ordered; net of tax."""

    subject: ClassVar[str] = "order"
    mentions: ClassVar[tuple[str, ...]] = ("deal", "person", "company")
    label: ClassVar[str] = "Order confirmed"
    group: ClassVar[str] = "orders"
    icon: ClassVar[str] = "shopping-cart"
    tone: ClassVar[str] = "info"

    order_id: int
    deal_id: int | None
    person_id: int | None
    company_id: int | None
    number: str
    amount_minor: int
    currency: str

    def summary(self) -> str:
        return self.number


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(Fact):
    """An order was taken back before it was paid."""

    subject: ClassVar[str] = "order"
    mentions: ClassVar[tuple[str, ...]] = ("deal", "person", "company")
    label: ClassVar[str] = "Order cancelled"
    group: ClassVar[str] = "orders"
    icon: ClassVar[str] = "circle-x"
    tone: ClassVar[str] = "bad"

    order_id: int
    deal_id: int | None
    person_id: int | None
    company_id: int | None
    number: str
    reason: str

    def summary(self) -> str:
        return f"{self.number}: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued(Fact):
    """An invoice was made out."""

    subject: ClassVar[str] = "invoice"
    mentions: ClassVar[tuple[str, ...]] = ("order", "deal", "person", "company")
    label: ClassVar[str] = "Invoice issued"
    group: ClassVar[str] = "orders"
    icon: ClassVar[str] = "file-text"

    invoice_id: int
    order_id: int
    deal_id: int | None
    person_id: int | None
    company_id: int | None
    number: str
    amount_minor: int
    currency: str

    def summary(self) -> str:
        return self.number


@dataclass(frozen=True, kw_only=True)
class InvoiceCancelled(Fact):
    """An invoice was cancelled by a credit note over its whole amount."""

    subject: ClassVar[str] = "invoice"
    mentions: ClassVar[tuple[str, ...]] = ("order", "deal", "person", "company")
    label: ClassVar[str] = "Invoice cancelled"
    group: ClassVar[str] = "orders"
    icon: ClassVar[str] = "circle-x"
    tone: ClassVar[str] = "bad"

    invoice_id: int
    order_id: int
    deal_id: int | None
    person_id: int | None
    company_id: int | None
    number: str

    def summary(self) -> str:
        return self.number


@dataclass(frozen=True, kw_only=True)
class CreditNoteIssued(Fact):
    """An invoice was taken back by a credit note; its amount is negative."""

    subject: ClassVar[str] = "invoice"
    mentions: ClassVar[tuple[str, ...]] = ("order", "deal", "person", "company")
    label: ClassVar[str] = "Credit note issued"
    group: ClassVar[str] = "orders"
    icon: ClassVar[str] = "receipt"

    invoice_id: int
    credited_id: int
    order_id: int
    deal_id: int | None
    person_id: int | None
    company_id: int | None
    number: str
    credited: str
    amount_minor: int
    currency: str

    def summary(self) -> str:
        return f"{self.number} for {self.credited}"


@dataclass(frozen=True, kw_only=True)
class PaymentReceived(Fact):
    """Money came in against an invoice."""

    subject: ClassVar[str] = "payment"
    mentions: ClassVar[tuple[str, ...]] = ("invoice", "order", "person", "company")
    label: ClassVar[str] = "Payment received"
    group: ClassVar[str] = "orders"
    icon: ClassVar[str] = "banknote"
    tone: ClassVar[str] = "good"

    payment_id: int
    invoice_id: int
    order_id: int
    person_id: int | None
    company_id: int | None
    amount_minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class InvoicePaid(Fact):
    """Nothing is left to pay on an invoice."""

    subject: ClassVar[str] = "invoice"
    mentions: ClassVar[tuple[str, ...]] = ("order", "deal", "person", "company")
    label: ClassVar[str] = "Invoice paid"
    group: ClassVar[str] = "orders"
    icon: ClassVar[str] = "circle-check"
    tone: ClassVar[str] = "good"

    invoice_id: int
    order_id: int
    deal_id: int | None
    person_id: int | None
    company_id: int | None
    number: str

    def summary(self) -> str:
        return self.number


# Experiments


@dataclass(frozen=True, kw_only=True)
class ExperimentStarted(Fact):
    """From now on chance decides who is treated and who is held out."""

    subject: ClassVar[str] = "experiment"
    label: ClassVar[str] = "Experiment started"
    group: ClassVar[str] = "experiments"
    icon: ClassVar[str] = "flask-conical"

    experiment_id: int
    key: str
    arms: list[str]
    seed: int

    def summary(self) -> str:
        return self.key


@dataclass(frozen=True, kw_only=True)
class ExperimentEnded(Fact):
    """Nobody is assigned any more."""

    subject: ClassVar[str] = "experiment"
    label: ClassVar[str] = "Experiment ended"
    group: ClassVar[str] = "experiments"
    icon: ClassVar[str] = "flask-conical-off"

    experiment_id: int
    key: str

    def summary(self) -> str:
        return self.key


@dataclass(frozen=True, kw_only=True)
class PersonAssigned(Fact):
    """Chance put a person into an arm of an experiment."""

    subject: ClassVar[str] = "experiment"
    mentions: ClassVar[tuple[str, ...]] = ("person",)
    label: ClassVar[str] = "Assigned in an experiment"
    group: ClassVar[str] = "experiments"
    icon: ClassVar[str] = "shuffle"

    experiment_id: int
    person_id: int
    key: str
    arm: str

    def summary(self) -> str:
        return f"{self.key}: {self.arm}"


# What it earned


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
class StatementDrawn(Fact):
    """What the CRM returned was drawn from the records, and kept."""

    subject: ClassVar[str] = "statement"
    label: ClassVar[str] = "Statement drawn"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "line-chart"

    statement_id: int
    number: int
    fingerprint: str
    net_return_minor: int | None
    currency: str

    def summary(self) -> str:
        return f"Statement {self.number}"


@dataclass(frozen=True, kw_only=True)
class StatementApproved(Fact):
    """Finance stands by a statement."""

    subject: ClassVar[str] = "statement"
    label: ClassVar[str] = "Statement approved"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "badge-check"

    statement_id: int
    number: int

    def summary(self) -> str:
        return f"Statement {self.number}"


@dataclass(frozen=True, kw_only=True)
class StatementPublished(Fact):
    """A read-only link to a statement was given out."""

    subject: ClassVar[str] = "statement"
    label: ClassVar[str] = "Statement published"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "share-2"

    statement_id: int
    number: int
    link_id: int
    expires_at: str

    def summary(self) -> str:
        return f"Statement {self.number}, until {self.expires_at[:10]}"


@dataclass(frozen=True, kw_only=True)
class PublishedLinkRevoked(Fact):
    """A read-only link stopped working before its day."""

    subject: ClassVar[str] = "statement"
    label: ClassVar[str] = "Link revoked"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "link-2-off"

    statement_id: int
    number: int
    link_id: int

    def summary(self) -> str:
        return f"Statement {self.number}"


# People who work here


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
class PasswordChanged(Fact):
    """Somebody chose a new password."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "Password changed"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "key"

    user_id: int


@dataclass(frozen=True, kw_only=True)
class SecondFactorAdded(Fact):
    """Somebody set up a second factor."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "Second factor added"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "shield-check"

    user_id: int
    kind: str

    def summary(self) -> str:
        return self.kind


@dataclass(frozen=True, kw_only=True)
class SecondFactorRemoved(Fact):
    """Somebody removed a second factor."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "Second factor removed"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "shield"

    user_id: int
    kind: str

    def summary(self) -> str:
        return self.kind


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Fact):
    """Somebody signed out everywhere else."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "Signed out everywhere else"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "log-out"

    user_id: int


@dataclass(frozen=True, kw_only=True)
class ApiTokenCreated(Fact):
    """Somebody let a program act for them."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "API token made"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "key"

    user_id: int
    token_id: int
    name: str
    scopes: list[str]

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class ApiTokenRevoked(Fact):
    """An API token stopped working."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "API token revoked"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "key"

    user_id: int
    token_id: int
    name: str

    def summary(self) -> str:
        return self.name


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
    """A role was copied, to be changed."""

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


# Running the house


@dataclass(frozen=True, kw_only=True)
class JobRunAgain(Fact):
    """An administrator let a failed job be tried once more."""

    subject: ClassVar[str] = "job"
    label: ClassVar[str] = "Failed job run again"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "refresh-cw"

    job_id: int
    task: str

    def summary(self) -> str:
        return self.task


@dataclass(frozen=True, kw_only=True)
class JobDiscarded(Fact):
    """An administrator gave up a failed job: what it was to do will not be done."""

    subject: ClassVar[str] = "job"
    label: ClassVar[str] = "Failed job discarded"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "trash-2"

    job_id: int
    task: str
    reason: str

    def summary(self) -> str:
        return f"{self.task}: {self.reason}"

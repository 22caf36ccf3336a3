"""Who may call what of the return and of experiments, and the records this is tried on."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accrue import clock
from accrue.events.models import Progress
from accrue.events.services import begin_progress
from accrue.experiments.models import Experiment
from accrue.experiments.services import create_experiment
from accrue.money import Money
from accrue.roi.models import (
    Cost,
    CostAttachment,
    DeclaredBenefit,
    Goal,
    Programme,
    PublishedLink,
    Stakeholder,
    Statement,
    StatementApproval,
    StatementComment,
    StatementFile,
    StatementMail,
    StatementPdf,
)
from accrue.roi.selectors.sending import unsubscribe_token
from accrue.roi.services import attach_receipt, declare_benefit, enter_cost, set_goal, set_programme
from accrue.roi.services.comments import comment
from accrue.roi.services.costs import CostEntry
from accrue.roi.services.stakeholders import add_stakeholder
from accrue.roi.services.statements import keep_statement
from accrue.roi.tests.specimen import specimen
from tests.access.policy import Policy, may, public
from tests.access.sample import Sample, canary, makes

TOKEN = "canary-published-token-7f3a"
NUMBER = {"number": 1}
LINE = {"number": 1, "index": 0}
CATEGORY = {"number": 1, "category": "training"}
A_COST = {"pk": "@cost"}
COST_FORM = {
    "category": "media",
    "amount_amount": "12.50",
    "amount_currency": "EUR",
    "incurred_on": "2026-01-15",
    "recurs": "once",
    "spread_months": "1",
    "per": "whole",
}
COST_BODY = {"category": "media", "amount_minor": 1250, "currency": "EUR", "incurred_on": "2026-01-15"}
GOAL = {"measure": "orders", "target": "10", "starts_on": "2026-01-01", "due_on": "2026-12-31"}
GOAL_BODY = GOAL | {"without_source": True}
BASELINE = {"measure": "orders", "starts_on": "2025-01-01", "ends_on": "2025-03-31"}
NEW = {
    "key": "another",
    "name": "Another",
    "control_percent": "50",
    "treated": "mail",
    "window_days": "30",
}


@makes("programme")
def programme(sample: Sample) -> Programme:
    return set_programme(
        actor=sample["finance"], currency="EUR", go_live=date(2026, 1, 1), margin_rate=Decimal("0.4")
    )


@makes("cost")
def cost(sample: Sample) -> Cost:
    entry = CostEntry(
        category="training",
        amount=Money(7_373_000, "EUR"),
        incurred_on=date(2026, 1, 3),
        note=canary("cost", "note"),
    )
    return enter_cost(actor=sample["finance"], entry=entry)


@makes("attachment")
def attachment(sample: Sample) -> CostAttachment:
    content = canary("attachment", "content").encode()
    return attach_receipt(
        actor=sample["finance"], cost=sample["cost"], name=canary("attachment", "name"), content=content
    )


@makes("goal")
def goal(sample: Sample) -> Goal:
    assert sample["programme"]
    return set_goal(
        actor=sample["finance"],
        measure="orders",
        target=Decimal(10),
        starts_on=date(2026, 1, 1),
        due_on=date(2026, 12, 31),
        note=canary("goal", "note"),
        without_source=True,
    )


@makes("benefit")
def benefit(sample: Sample) -> DeclaredBenefit:
    assert sample["programme"]
    return declare_benefit(
        actor=sample["finance"],
        name=canary("benefit", "name"),
        amount=Money(200_00, "EUR"),
        haircut=Decimal("0.5"),
        reason=canary("benefit", "reason"),
    )


@makes("statement")
def statement(sample: Sample) -> Statement:
    """Number 1, drawn on schedule, approved by finance, with its PDF."""
    assert sample["programme"]
    kept = keep_statement(actor=None, drawn=specimen()).statement
    StatementApproval.objects.create(
        statement=kept, approved_by=sample["finance"], note=canary("statement", "note")
    )
    StatementPdf.objects.create(statement=kept, is_approved=True, content=canary("statement", "pdf").encode())
    for form in ("xlsx", "pptx"):
        StatementFile.objects.create(
            statement=kept, form=form, is_approved=True, content=canary("statement", form).encode()
        )
    return kept


@makes("comment")
def comment_on_it(sample: Sample) -> StatementComment:
    return comment(actor=sample["finance"], statement=sample["statement"], text=canary("comment", "text"))


@makes("second_statement")
def second_statement(sample: Sample) -> Statement:
    """Number 2, not approved."""
    assert sample["statement"]
    return keep_statement(actor=None, drawn=specimen(fingerprint="a" * 64)).statement


@makes("link")
def link(sample: Sample) -> PublishedLink:
    return PublishedLink.objects.create(
        statement=sample["statement"],
        token_sha256=hashlib.sha256(TOKEN.encode()).hexdigest(),
        label=canary("link", "label"),
        created_by=sample["finance"],
        expires_at=clock.now() + timedelta(days=3),
    )


@makes("stakeholder")
def stakeholder(sample: Sample) -> Stakeholder:
    assert sample["programme"]
    return add_stakeholder(
        actor=sample["finance"], name=canary("stakeholder", "name"), email="board@elsewhere.test"
    )


@makes("failed_mail")
def failed_mail(sample: Sample) -> StatementMail:
    return StatementMail.objects.create(
        statement=sample["statement"], stakeholder=sample["stakeholder"], state="failed"
    )


@makes("unsubscribe")
def unsubscribe(sample: Sample) -> str:
    return unsubscribe_token(sample["stakeholder"])


@makes("experiment")
def experiment(sample: Sample) -> Experiment:
    return create_experiment(
        actor=sample["marketer"],
        key="canary-experiment-7f3a",
        name=canary("experiment", "name"),
        hypothesis=canary("experiment", "hypothesis"),
    )


@makes("work")
def work(sample: Sample) -> Progress:
    return begin_progress(title="Work", started_by=sample["finance"], total=1)


def of(action: str, kind: str, on: str, args: dict[str, Any], data: dict[str, Any] | None = None) -> Policy:
    return may(action, kind, on=on, args=args, data=data)


def of_statement(action: str, args: dict[str, Any], data: dict[str, Any] | None = None) -> Policy:
    return of(action, "statement", "statement", args, data)


def of_cost(action: str, data: dict[str, Any] | None = None) -> Policy:
    return of(action, "cost", "cost", A_COST, data)


KEY = {"key": "canary-experiment-7f3a"}

ROI: dict[str, dict[str, Policy]] = {
    "roi/": {"GET": may("see", "statement")},
    "roi/draw/": {"GET": may("create", "statement"), "POST": may("create", "statement")},
    "roi/statements/": {"GET": may("see", "statement")},
    "roi/statements/<int:number>/": {"GET": of_statement("see", NUMBER)},
    "roi/statements/<int:number>/approve/": {
        "GET": of("edit", "statement", "second_statement", {"number": 2}),
        "POST": of("edit", "statement", "second_statement", {"number": 2}),
    },
    "roi/statements/<int:number>/pdf/": {
        "GET": of_statement("export", NUMBER),
        "POST": of_statement("export", NUMBER),
    },
    "roi/statements/<int:number>/files/<slug:form>/": {
        "GET": of_statement("export", NUMBER | {"form": "xlsx"}),
        "POST": of_statement("export", NUMBER | {"form": "pptx"}),
    },
    "roi/statements/<int:number>/comments/new/": {
        "GET": of_statement("see", NUMBER),
        "POST": of_statement("see", NUMBER, {"text": "Said"}),
    },
    "roi/statements/<int:number>/links/": {"GET": of_statement("edit", NUMBER)},
    "roi/statements/<int:number>/publish/": {
        "GET": of_statement("edit", NUMBER),
        "POST": of_statement("edit", NUMBER, {"label": "Board", "days": "3"}),
    },
    "roi/statements/<int:number>/changed/<int:index>/": {"GET": of_statement("see", LINE)},
    "roi/statements/<int:number>/methods/": {"GET": of_statement("see", {"number": 1})},
    "roi/statements/<int:number>/lines/<int:index>/": {"GET": of_statement("see", LINE)},
    "roi/statements/<int:number>/lines/<int:index>/records/": {"GET": of_statement("see", LINE)},
    "roi/statements/<int:number>/costs/<slug:category>/": {"GET": of_statement("see", CATEGORY)},
    "roi/statements/<int:number>/costs/<slug:category>/records/": {"GET": of_statement("see", CATEGORY)},
    "roi/statements/<int:number>/figures/<slug:key>/": {
        "GET": of_statement("see", {"number": 1, "key": "net"})
    },
    "roi/compare/": {
        "GET": may("see", "statement", query={"before": "1", "after": "2"}),
    },
    "roi/compare/<int:before>/<int:after>/": {"GET": of_statement("see", {"before": 1, "after": 2})},
    "roi/links/<int:pk>/revoke/": {"POST": of("edit", "statement", "statement", {"pk": "@link"})},
    "roi/costs/": {"GET": may("see", "cost")},
    "roi/costs/new/": {"GET": may("create", "cost"), "POST": may("create", "cost", data=COST_FORM)},
    "roi/costs/export/": {"GET": may("export", "cost")},
    "roi/costs/import/": {
        "GET": may("create", "cost"),
        "POST": may(
            "create",
            "cost",
            data={"enter": "1", "text": "category,amount,currency,incurred_on\nmedia,5,EUR,2026-01-02\n"},
        ),
    },
    "roi/costs/budget/": {
        "GET": may("edit", "programme"),
        "POST": may(
            "edit",
            "programme",
            data={"category": "media", "year": "2026", "amount_amount": "100", "amount_currency": "EUR"},
        ),
    },
    "roi/costs/<int:pk>/": {"GET": of_cost("see")},
    "roi/costs/<int:pk>/edit/": {"GET": of_cost("edit"), "POST": of_cost("edit", COST_FORM)},
    "roi/costs/<int:pk>/approve/": {"POST": of_cost("edit")},
    "roi/costs/<int:pk>/withdraw/": {
        "GET": of_cost("delete"),
        "POST": of_cost("delete", {"reason": "Twice"}),
    },
    "roi/costs/<int:pk>/attach/": {"GET": of_cost("edit"), "POST": of_cost("edit")},
    "roi/costs/<int:pk>/files/<int:number>/": {
        "GET": of("see", "cost", "cost", {"pk": "@cost", "number": "@attachment"})
    },
    "roi/benefits/": {"GET": may("see", "programme")},
    "roi/benefits/new/": {
        "GET": may("edit", "programme"),
        "POST": may(
            "edit",
            "programme",
            data={"name": "B", "amount": "10", "haircut": "10", "reason": "R", "owner": "@finance"},
        ),
    },
    "roi/benefits/<int:pk>/withdraw/": {"POST": may("edit", "programme", args={"pk": "@benefit"})},
    "roi/goals/": {"GET": may("see", "programme")},
    "roi/goals/new/": {
        "GET": may("edit", "programme"),
        "POST": may("edit", "programme", data=GOAL | {"owner": "@finance", "without_source": "on"}),
    },
    "roi/goals/<int:pk>/drop/": {"POST": may("edit", "programme", args={"pk": "@goal"})},
    "roi/baselines/": {"GET": may("see", "programme")},
    "roi/baselines/new/": {
        "GET": may("edit", "programme"),
        "POST": may(
            "edit",
            "programme",
            data=BASELINE,
        ),
    },
    "roi/programme/": {
        "GET": may("see", "programme"),
        "POST": may(
            "edit",
            "programme",
            data={"currency": "EUR", "discount_rate": "5", "horizon_months": "24", "version": "1"},
        ),
    },
    "roi/experiments/<int:pk>/": {
        "GET": may("see", "statement", args={"pk": "@experiment"}),
    },
    "roi/people/<int:pk>/": {"GET": of("see", "person", "person", {"pk": "@person"})},
    "roi/programme/designs/<slug:line>/": {
        "GET": may("edit", "programme", args={"line": "margin"}),
        "POST": may(
            "edit", "programme", args={"line": "margin"}, data={"design": "timeline", "reason": "Agreed."}
        ),
    },
    "roi/sending/": {"GET": may("see", "programme")},
    "roi/sending/schedule/": {
        "GET": may("edit", "programme"),
        "POST": may("edit", "programme", data={"every": "week", "day": "1", "hour": "7"}),
    },
    "roi/sending/now/": {"POST": may("edit", "programme")},
    "roi/sending/mails/<int:pk>/again/": {"POST": may("edit", "programme", args={"pk": "@failed_mail"})},
    "roi/stakeholders/new/": {
        "GET": may("edit", "programme"),
        "POST": may("edit", "programme", data={"name": "Ada", "email": "ada@elsewhere.test"}),
    },
    "roi/stakeholders/<int:pk>/remove/": {"POST": may("edit", "programme", args={"pk": "@stakeholder"})},
    "unsubscribe/<str:token>/": {
        "GET": public(args={"token": "@unsubscribe"}),
        "POST": public(args={"token": "@unsubscribe"}),
    },
    "published/<str:token>/": {"GET": public(args={"token": TOKEN})},
    "published/<str:token>/methods/": {"GET": public(args={"token": TOKEN})},
    # Experiments
    "experiments/": {"GET": may("see", "experiment")},
    "experiments/new/": {"GET": may("create", "experiment"), "POST": may("create", "experiment", data=NEW)},
    "experiments/<slug:key>/": {"GET": of("see", "experiment", "experiment", KEY)},
    "experiments/<slug:key>/end/": {"POST": of("edit", "experiment", "experiment", KEY)},
    # The API
    "api/v1/roi/statements": {
        "GET": may("see", "statement"),
        "POST": may("create", "statement", data={}),
    },
    "api/v1/roi/statements/<int:number>": {"GET": of_statement("see", NUMBER)},
    "api/v1/roi/statements/<int:number>/files/<form>": {
        "GET": of_statement("export", NUMBER | {"form": "xlsx"}),
        "POST": of_statement("export", NUMBER | {"form": "pptx"}),
    },
    "api/v1/roi/statements/<int:number>/comments": {
        "GET": of_statement("see", NUMBER),
        "POST": may("see", "statement", on="statement", args=NUMBER, data={"text": "Said"}, writes=True),
    },
    "api/v1/roi/statements/<int:number>/send": {"POST": may("edit", "programme", args=NUMBER)},
    "api/v1/roi/costs/file": {
        "GET": may("export", "cost"),
        "POST": may(
            "create", "cost", data={"csv": "category,amount,currency,incurred_on\nmedia,5,EUR,2026-01-02\n"}
        ),
    },
    "api/v1/roi/stakeholders": {
        "GET": may("see", "programme"),
        "POST": may("edit", "programme", data={"name": "Ada", "email": "ada@elsewhere.test"}),
    },
    "api/v1/roi/stakeholders/<int:stakeholder_id>": {
        "DELETE": may("edit", "programme", args={"stakeholder_id": "@stakeholder"})
    },
    "api/v1/roi/sending-schedule": {
        "GET": may("see", "programme"),
        "PUT": may("edit", "programme", data={"every": "week"}),
    },
    "api/v1/roi/mails": {"GET": may("see", "programme")},
    "api/v1/roi/mails/<int:mail_id>/again": {
        "POST": may("edit", "programme", args={"mail_id": "@failed_mail"})
    },
    "api/v1/roi/alerts": {"GET": may("see", "programme")},
    "api/v1/roi/designs": {"GET": may("see", "programme")},
    "api/v1/roi/designs/<line>": {
        "PUT": may(
            "edit", "programme", args={"line": "margin"}, data={"design": "timeline", "reason": "Agreed."}
        ),
        "DELETE": may("edit", "programme", args={"line": "margin"}),
    },
    "api/v1/roi/costs": {"GET": may("see", "cost"), "POST": may("create", "cost", data=COST_BODY)},
    "api/v1/roi/costs/<int:cost_id>": {"GET": of("see", "cost", "cost", {"cost_id": "@cost"})},
    "api/v1/roi/costs/<int:cost_id>/approve": {"POST": of("edit", "cost", "cost", {"cost_id": "@cost"})},
    "api/v1/roi/goals": {"GET": may("see", "programme"), "POST": may("edit", "programme", data=GOAL_BODY)},
    "api/v1/roi/goals/<int:goal_id>/progress": {"GET": may("see", "programme", args={"goal_id": "@goal"})},
    "api/v1/roi/baselines": {
        "GET": may("see", "programme"),
        "POST": may("edit", "programme", data=BASELINE),
    },
    "api/v1/roi/programme": {"GET": may("see", "programme")},
    "api/v1/experiments": {
        "GET": may("see", "experiment"),
        "POST": may(
            "create",
            "experiment",
            data={"key": "another", "name": "Another", "arms": {"control": "0.5", "mail": "0.5"}},
        ),
    },
    "api/v1/experiments/<key>": {"GET": of("see", "experiment", "experiment", KEY)},
    "api/v1/experiments/<key>/end": {"POST": of("edit", "experiment", "experiment", KEY)},
    "api/v1/experiments/<key>/assign": {
        "POST": of("edit", "experiment", "experiment", KEY, {"person_ids": [987_654_321]})
    },
}

# One's own work and nobody else's: accrue/roi/tests/test_pages.py; one's own words: accrue/roi/tests/test_comments.py
OWN_WORK: tuple[str, ...] = (
    "roi/work/<int:pk>/",
    "api/v1/roi/work/<int:work_id>",
    "roi/comments/<int:pk>/edit/",
    "roi/comments/<int:pk>/withdraw/",
    "api/v1/roi/comments/<int:comment_id>",
)

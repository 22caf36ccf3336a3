"""Drawing a statement and keeping it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django import app

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Conflict, Invalid
from accrue.events.catalogue import StatementDrawn
from accrue.events.models import Progress
from accrue.events.services import begin_progress, record
from accrue.experiments.models import Experiment
from accrue.experiments.services import Seen, record_looks
from accrue.metrics.services import refresh_facts
from accrue.roi.facts import counted_benefits
from accrue.roi.models import PerimeterExclusion, Programme, Statement, StatementRecord
from accrue.roi.selectors.programme import require_programme
from accrue.roi.selectors.statements import minor_of
from accrue_facts.values import Interval, Records
from accrue_facts.values import Statement as Drawn

type Tell = Callable[[str, int, int], None]

TITLE = "Drawing the statement"
JOB = "roi.draw_statement"
STEPS = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """The statement, and whether it is a new one: the same inputs give the statement that is there already."""

    statement: Statement
    is_new: bool


@transaction.atomic
def request_statement(*, actor: User, start: date | None = None, end: date | None = None) -> Progress:
    """Let the worker draw a statement of the records as they are then; the answer follows its progress."""
    access.require(actor, "create", "statement")
    require_programme()
    if start and end and start > end:
        raise Invalid(
            "roi.period_invalid",
            "The period ends before it starts.",
            fields={"end": "Not before the first day."},
        )
    progress = begin_progress(title=TITLE, started_by=actor, total=STEPS)
    app.configure_task(JOB).defer(
        progress_id=progress.pk,
        actor_id=actor.pk,
        start=start.isoformat() if start else None,
        end=end.isoformat() if end else None,
    )
    return progress


def draw_statement(
    *, actor: User | None, start: date | None = None, end: date | None = None, tell: Tell | None = None
) -> Outcome:
    """Read the records, measure, and keep what came out. Runs in the worker: it imports the statistics.

    `actor` None: drawn on schedule. The same records, period and versions give the same statement to the cent, which
    is then not kept twice.
    """
    from accrue_facts.statement import draw

    if actor is not None:
        access.require(actor, "create", "statement")
    told = tell or (lambda step, done, total: None)
    told("Reading the records", 0, STEPS)
    snapshot = refresh_facts()
    told("Measuring", 1, STEPS)
    drawn = draw(
        snapshot.directory,
        start=start.isoformat() if start else None,
        end=end.isoformat() if end else None,
    )
    told("Keeping the statement", 2, STEPS)
    return keep_statement(actor=actor, drawn=drawn, asked=(start, end))


@transaction.atomic
def keep_statement(
    *, actor: User | None, drawn: Drawn, asked: tuple[date | None, date | None] = (None, None)
) -> Outcome:
    """Keep a drawn statement under the next number, with every record behind it; or find it kept already."""
    programme = Programme.objects.select_for_update().get()
    perimeter = _perimeter() | {"names": line_names(drawn)}
    inputs = _inputs(drawn, asked, programme, perimeter)
    kept = Statement.objects.filter(inputs=inputs).first()
    if kept:
        return Outcome(kept, False)
    last = Statement.objects.order_by("-number").values_list("number", flat=True).first() or 0
    statement = Statement.objects.create(
        number=last + 1,
        starts_on=date.fromisoformat(drawn.period.start),
        ends_on=date.fromisoformat(drawn.period.end),
        asked_start=asked[0],
        asked_end=asked[1],
        is_simulated=programme.is_simulated,
        planted_effect=programme.planted_effect,
        perimeter=perimeter,
        fingerprint=drawn.fingerprint,
        inputs=inputs,
        body=_without_records(drawn).to_json(),
        drawn_by=actor,
        **_headline(drawn),
    )
    _keep_records(statement, drawn)
    record(
        StatementDrawn(
            statement_id=statement.pk,
            number=statement.number,
            fingerprint=statement.fingerprint,
            net_return_minor=statement.net_return_minor,
            currency=statement.currency,
        ),
        actor=actor,
    )
    record_looks(actor=actor, source=f"Statement {statement.number}", seen=_seen(drawn))
    return Outcome(statement, True)


def _seen(drawn: Drawn) -> Iterator[Seen]:
    """The figures of experiments in it: refused lines show none."""
    for line in drawn.lines:
        if line.key.startswith("holdout/") and line.value is not None:
            _, key, rest = line.key.split("/", 2)
            arm, measure = rest.rsplit("/", 1)
            low, high = (
                None if bound is None else minor_of(bound, drawn.currency) for bound in (line.low, line.high)
            )
            yield Seen(key, arm, measure, minor_of(line.value, drawn.currency), low, high, drawn.currency)


def _headline(drawn: Drawn) -> dict[str, Any]:
    def minor(interval: Interval | None) -> int | None:
        return None if interval is None else minor_of(interval.value, drawn.currency)

    roi = drawn.roi_percent
    return {
        "currency": drawn.currency,
        "roi_percent": roi.value if roi else None,
        "roi_percent_low": roi.low if roi else None,
        "roi_percent_high": roi.high if roi else None,
        "net_return_minor": minor(drawn.net_return),
        "benefit_minor": minor(drawn.benefit),
        "cost_minor": None if drawn.cost is None else minor_of(drawn.cost, drawn.currency),
    }


def line_names(drawn: Drawn) -> dict[str, str]:
    """What people call a holdout line: the name of its experiment, and the arm where several were treated."""
    keys = [line.key.split("/") for line in drawn.lines if line.key.startswith("holdout/")]
    experiments = {
        e.key: e for e in Experiment.objects.filter(key__in=[key[1] for key in keys]).prefetch_related("arms")
    }
    named = {}
    for key in keys:
        experiment = experiments.get(key[1])
        if experiment and len(key) == 4:
            arm = f", {key[2]}" if len(experiment.arms.all()) > 2 else ""
            named["/".join(key)] = f"{experiment.name}{arm}"
    twice = {name for name in named.values() if list(named.values()).count(name) > 1}
    return {
        key: f"{name} ({key.rsplit('/', 1)[1]})" if name in twice else name for key, name in named.items()
    }


def _perimeter() -> dict[str, Any]:
    """What was left out and why, as it was on the day."""
    outside = PerimeterExclusion.objects.select_related("team").order_by("team__name")
    return {
        "outside": [{"team": e.team.name, "reason": e.reason} for e in outside],
        "overlaps": [{"name": o.name, "group": o.group, "counted": o.counted} for o in counted_benefits()[1]],
    }


def _inputs(
    drawn: Drawn, asked: tuple[date | None, date | None], programme: Programme, perimeter: dict[str, Any]
) -> str:
    """Everything that decides the figures and the words beside them."""
    whole = [
        drawn.fingerprint,
        [day.isoformat() if day else None for day in asked],
        drawn.level,
        drawn.seed,
        drawn.versions,
        drawn.form,
        programme.is_simulated,
        programme.planted_effect,
        perimeter,
    ]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _without_records(drawn: Drawn) -> Drawn:
    """The ids stand in rows of their own, so that a page need not read a hundred thousand of them."""

    def bare(part: Records) -> Records:
        return replace(part, ids=(), cents=())

    return replace(
        drawn,
        lines=tuple(replace(line, records=tuple(bare(p) for p in line.records)) for line in drawn.lines),
        costs=tuple(replace(cost, records=bare(cost.records)) for cost in drawn.costs),
    )


def _keep_records(statement: Statement, drawn: Drawn) -> None:
    """One COPY for all of them. A part whose records do not add up to it is a fault of the drawing: nothing is kept."""
    table = StatementRecord._meta.db_table
    with connection.cursor() as cursor:
        copying: Any = cursor.copy(
            f'COPY "{table}" (statement_id, line, part, position, record_id, minor) FROM STDIN'
        )
        with copying as rows:
            for key, i, part in _parts(drawn):
                if part.ids and sum(part.cents) != minor_of(part.amount, drawn.currency):
                    raise Conflict(
                        "roi.does_not_add_up",
                        f"The records of “{part.label}” do not add up to it. Nothing was kept.",
                    )
                for position, (record_id, minor) in enumerate(zip(part.ids, part.cents, strict=True)):
                    rows.write_row((statement.pk, key, i, position, record_id, minor))


def _parts(drawn: Drawn) -> Iterator[tuple[str, int, Records]]:
    for line in drawn.lines:
        for i, part in enumerate(line.records):
            yield line.key, i, part
    for cost in drawn.costs:
        yield f"cost:{cost.category}", 0, cost.records

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accrue.accounts.models import User
from accrue.events.models import Event, Progress
from accrue.metrics.services import export_facts
from accrue.money import Money
from accrue.roi.models import Cost, Programme, Statement, StatementRecord
from accrue.roi.selectors.statements import Opened, minor_of, parts_of
from accrue.roi.services import enter_cost, exclude_team
from accrue.roi.services.costs import CostEntry
from accrue.roi.services.statements import draw_statement, request_statement
from accrue.roi.tests.company import Company, found_company


@pytest.fixture
def company(finance: User, programme: Programme) -> Company:
    company = found_company(finance)
    exclude_team(actor=finance, team=company.outside, reason="Another book.")
    return company


@pytest.fixture
def drawn(finance: User, company: Company) -> Opened:
    return Opened(draw_statement(actor=finance).statement)


def test_the_statement_measures_the_holdout_and_adds_up(drawn: Opened) -> None:
    statement = drawn.drawn
    assert statement.roi_percent is not None
    assert statement.net_return is not None
    holdout = next(line for line in statement.lines if line.grade == "A")
    assert (holdout.status, holdout.measure) == ("counted", "revenue")
    assert holdout.low < holdout.value < holdout.high
    counted = sum(minor_of(line.value, "EUR") for line in statement.lines if line.status == "counted")
    assert counted == drawn.kept.benefit_minor
    assert drawn.kept.cost_minor == 120_000 + 45_055 + 10_001
    assert drawn.kept.net_return_minor == counted - drawn.kept.cost_minor


def test_every_part_is_the_sum_of_its_records_to_the_cent(drawn: Opened) -> None:
    looked = 0
    for line in drawn.drawn.lines:
        parts = parts_of(drawn, line.key, line.records)
        if line.value is not None:
            assert sum(part.amount.minor for part in parts) == minor_of(line.value, "EUR")
        for part in parts:
            if part.listed:
                assert part.listed_sum == part.amount
                looked += part.listed
    for cost in drawn.drawn.costs:
        (part,) = parts_of(drawn, f"cost:{cost.category}", (cost.records,))
        assert part.listed_sum == part.amount
        looked += part.listed
    assert looked == StatementRecord.objects.count() > 100


def test_the_same_inputs_give_the_same_statement(finance: User, drawn: Opened) -> None:
    again = draw_statement(actor=finance)
    assert (again.is_new, again.statement.pk) == (False, drawn.kept.pk)
    assert Event.objects.filter(name="StatementDrawn").count() == 1
    enter_cost(
        actor=finance,
        entry=CostEntry(
            category="media", amount=Money(1, "EUR"), incurred_on=Cost.objects.first().incurred_on
        ),
    )
    moved = draw_statement(actor=finance)
    assert (moved.is_new, moved.statement.number) == (True, drawn.kept.number + 1)
    assert moved.statement.net_return_minor == drawn.kept.net_return_minor - 1


def test_what_it_shows_of_a_running_experiment_is_noted(finance: User, company: Company) -> None:
    drawn = Opened(draw_statement(actor=finance).statement)
    (look,) = company.experiment.looks.all()
    holdout = next(line for line in drawn.drawn.lines if line.grade == "A")
    assert (look.by, look.source, look.arm, look.measure) == (finance, "Statement 1", "mail", "revenue")
    assert (look.value_minor, look.low_minor) == (
        minor_of(holdout.value, "EUR"),
        minor_of(holdout.low, "EUR"),
    )
    draw_statement(actor=None)
    assert company.experiment.looks.count() == 1  # the same inputs show nothing new


def test_measure_recomputes_it_from_the_exported_facts_to_the_cent(drawn: Opened, tmp_path: Path) -> None:
    for form in ("csv", "parquet"):
        facts = export_facts(tmp_path / form, csv=form == "csv").directory
        told = subprocess.run(
            [
                sys.executable,
                "-c",
                "from accrue.cli import main; main()",
                "measure",
                "roi",
                "--data",
                str(facts),
                "--json",
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        answer = json.loads(told.stdout)
        statement = drawn.drawn
        assert answer["roi_percent"]["value"] == statement.roi_percent.value
        assert answer["net_return"]["value"] == statement.net_return.value
        assert answer["net_return"]["low"] == statement.net_return.low
        assert answer["cost"] == statement.cost
        assert [line["value"] for line in answer["lines"]] == [line.value for line in statement.lines]


def test_a_team_outside_the_perimeter_stays_outside(drawn: Opened, tmp_path: Path) -> None:
    assert drawn.kept.perimeter["outside"] == [{"team": "Second book", "reason": "Another book."}]
    orders = (export_facts(tmp_path / "f", csv=True).directory / "orders.csv").read_text()
    assert "10000.00" not in orders


def test_a_statement_is_never_changed(drawn: Opened) -> None:
    for change in (
        lambda: Statement.objects.update(roi_percent=999.0),
        lambda: Statement.objects.all().delete(),
        lambda: StatementRecord.objects.update(minor=0),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_drawing_is_a_job_whose_progress_leads_to_the_statement(
    finance: User, company: Company, work
) -> None:
    progress = request_statement(actor=finance)
    page = Client()
    page.force_login(finance)
    bar = page.get(reverse("roi:drawing", args=[progress.pk]))
    assert b"Waiting for the worker" in bar.content
    work()
    progress.refresh_from_db()
    assert (progress.state, progress.error) == (Progress.State.DONE, "")
    assert page.get(reverse("roi:drawing", args=[progress.pk])).url == progress.result_url
    assert page.get(progress.result_url).status_code == 200


def test_what_the_data_cannot_carry_is_told_in_the_progress(
    finance: User, programme: Programme, work
) -> None:
    """Nothing was ever sold and nothing spent: there is nothing to draw from, and the page says so."""
    progress = request_statement(actor=finance)
    work()
    progress.refresh_from_db()
    assert progress.is_over
    assert "Traceback" not in progress.error


def test_the_web_process_never_loads_the_statistics() -> None:
    code = (
        "import django,os;os.environ['DJANGO_SETTINGS_MODULE']='accrue.settings';django.setup();"
        "import accrue.urls,sys;"
        "print([m for m in ('numpy','pandas','scipy','duckdb','ibis','pyarrow','weasyprint') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"

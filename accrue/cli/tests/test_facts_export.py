"""`accrue facts export` writes this CRM's records so that `accrue facts check` and `accrue measure` read them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from click.testing import CliRunner

from accrue.accounts.services import create_team, create_user, ensure_built_in_roles
from accrue.billing.services.imports import OrderRow, import_orders
from accrue.cli import cli
from accrue.contacts.models import Person
from accrue.money import Money
from accrue.roi.services import enter_cost, set_programme
from accrue.roi.services.costs import CostEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr("accrue.cli.django_setup.start", lambda **kwargs: None)  # Django runs already
    return lambda *words: CliRunner().invoke(cli, [str(word) for word in words])


@pytest.fixture
def books(db):
    ensure_built_in_roles()
    finance = create_user(email="fin@example.com", name="Fin", roles=["finance"])
    set_programme(actor=finance, currency="EUR", go_live=date(2026, 1, 1), margin_rate=Decimal("0.4"))
    north = create_team(actor=None, name="North", adopted_on=date(2026, 2, 1))
    buyer = Person.objects.create(given_name="A", family_name="Buyer", team=north)
    at = datetime(2026, 1, 3, 12, tzinfo=UTC)
    import_orders(
        actor=None,
        rows=[OrderRow(at, 12_345, "EUR", person_id=buyer.pk, team_id=north.pk, is_invoiced=False)],
    )
    media = CostEntry(category="media", amount=Money(5_000, "EUR"), incurred_on=date(2026, 1, 15))
    enter_cost(actor=finance, entry=media)


@pytest.mark.parametrize("as_csv", [True, False])
def test_what_is_written_is_said_and_can_be_checked(run, books, tmp_path, as_csv):
    done = run("facts", "export", tmp_path / "facts", *(["--csv"] if as_csv else []))
    assert done.exit_code == 0, done.output
    tables = ["adoption", "costs", "orders", "panel", "people"]
    suffix = "csv" if as_csv else "parquet"
    names = sorted(p.name for p in (tmp_path / "facts").iterdir())
    assert names == sorted([*(f"{table}.{suffix}" for table in tables), "programme.toml"])
    for table in tables:
        assert table in done.output
    assert "accrue measure roi --data" in done.output
    found = json.loads(run("facts", "check", tmp_path / "facts", "--json").stdout)
    assert found["sound"] is True
    there = {t["name"]: t["rows"] for t in found["tables"] if t["status"] != "missing"}
    assert there["orders"] == there["costs"] == there["adoption"] == 1
    roi = json.loads(run("measure", "roi", "--data", tmp_path / "facts", "--json").stdout)
    assert (roi["cost"], roi["currency"]) == (50.0, "EUR")


def test_a_folder_that_holds_something_is_left_alone(run, books, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    done = run("facts", "export", tmp_path)
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert "not empty" in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_without_a_programme_it_says_what_to_do(run, db, tmp_path):
    done = run("facts", "export", tmp_path / "facts")
    assert done.exit_code == 2
    assert "Set up the programme first" in done.stderr
    assert not (tmp_path / "facts").exists()

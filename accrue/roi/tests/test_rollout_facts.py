"""What a staggered roll-out is measured with: the panel of margins by team and month, and when each team began."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from accrue.accounts.models import Team, User
from accrue.accounts.services import create_team
from accrue.billing.services.imports import OrderRow, import_orders
from accrue.contacts.models import Person
from accrue.metrics.services import export_facts
from accrue.metrics.sources import Perimeter
from accrue.roi.models import Programme
from accrue.roi.services import exclude_team, set_programme
from accrue.roi.tests.exported import rows
from accrue_facts.reading import read_facts

AS_OF = date(2026, 4, 15)


@pytest.fixture
def teams(programme: Programme) -> dict[str, Team]:
    days = {"North": date(2026, 2, 9), "South": None, "Other book": date(2026, 1, 5)}
    return {name: create_team(actor=None, name=name, adopted_on=day) for name, day in days.items()}


def sold(team: Team | None, month: int, minor: int, margin: int | None = None) -> OrderRow:
    buyer = Person.objects.create(given_name="A", family_name="Buyer", team=team)
    at = datetime(2026, month, 3, 12, tzinfo=UTC)
    return OrderRow(
        ordered_at=at,
        amount_minor=minor,
        currency="EUR",
        person_id=buyer.pk,
        team_id=team.pk if team else None,
        margin_minor=margin,
        is_invoiced=False,
    )


def exported(tmp_path: Path, outside: tuple[int, ...] = ()) -> Path:
    return export_facts(tmp_path, csv=True, perimeter=Perimeter("EUR", AS_OF, outside)).directory


def test_every_team_and_whole_month_has_its_margin(teams: dict[str, Team], tmp_path: Path) -> None:
    orders = [
        sold(teams["North"], 1, 10_000),  # at the programme's margin rate of 0.4
        sold(teams["North"], 1, 10_000, margin=1_050),
        sold(teams["South"], 3, 5_000, margin=2_000),
        sold(teams["South"], 4, 99_999),  # a month that is not over
        sold(None, 2, 77_777),  # of no team
    ]
    import_orders(actor=None, rows=orders)
    directory = exported(tmp_path / "facts")
    assert [(r["unit"], r["period"], float(r["value"])) for r in rows(directory, "panel")] == [
        ("North", "2026-01", 50.5),
        ("North", "2026-02", 0.0),
        ("North", "2026-03", 0.0),
        ("South", "2026-01", 0.0),
        ("South", "2026-02", 0.0),
        ("South", "2026-03", 20.0),
    ]
    assert rows(directory, "adoption") == [
        {"unit": "North", "adopted_at": "2026-02-09"},
        {"unit": "Other book", "adopted_at": "2026-01-05"},
        {"unit": "South", "adopted_at": ""},
    ]
    found = read_facts(directory)  # what is written is what the science reads
    assert found.tables["panel"].rows == 6


def test_a_team_outside_is_in_neither(finance: User, teams: dict[str, Team], tmp_path: Path) -> None:
    other = teams["Other book"]
    exclude_team(actor=finance, team=other, reason="Another book")
    import_orders(actor=None, rows=[sold(teams["North"], 1, 100), sold(other, 1, 100)])
    directory = exported(tmp_path / "facts", (other.pk,))
    for table in ("panel", "adoption"):
        assert "Other book" not in {r["unit"] for r in rows(directory, table)}


def test_without_a_dated_team_nothing_is_said_of_any(programme: Programme, tmp_path: Path) -> None:
    north = create_team(actor=None, name="North")
    import_orders(actor=None, rows=[sold(north, 1, 100)])
    directory = exported(tmp_path / "facts")
    assert (directory / "panel.csv").exists()
    assert not (directory / "adoption.csv").exists()


def test_one_sale_of_unknown_margin_and_there_is_no_panel(
    finance: User, teams: dict[str, Team], tmp_path: Path
) -> None:
    import_orders(actor=None, rows=[sold(teams["North"], 1, 100, margin=10), sold(teams["South"], 1, 100)])
    assert (exported(tmp_path / "with") / "panel.csv").exists()
    set_programme(actor=finance, currency="EUR", go_live=date(2026, 1, 1), margin_rate=None)
    assert Programme.objects.get().margin_rate is None
    assert not (exported(tmp_path / "without") / "panel.csv").exists()

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from accrue.accounts.models import Team, User
from accrue.billing.models import Invoice, Order
from accrue.billing.services.imports import import_orders
from accrue.contacts.models import Company, Person
from accrue.errors import Conflict
from accrue.experiments.models import Experiment
from accrue.experiments.services import assign_people, create_experiment
from accrue.metrics.services import export_facts, refresh_facts
from accrue.metrics.sources import Perimeter
from accrue.money import Money
from accrue.money.models import Rate
from accrue.products.models import Product
from accrue.roi.services import change_cost, enter_cost, exclude_team, withdraw_cost
from accrue.roi.services.costs import CostEntry
from accrue.roi.tests.exported import order, person, rows

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def credit(order: Order) -> Invoice:
    """Everything given back by a credit note, while the order stands."""
    common = {"order": order, "issued_at": NOON, "due_at": NOON.date(), "currency": order.currency}
    invoice = Invoice.objects.create(number="I-1", amount_minor=order.amount_minor, **common)
    return Invoice.objects.create(number="C-1", amount_minor=-order.amount_minor, credits=invoice, **common)


def test_orders_are_net_in_major_units_and_utc_without_zone(steward: User, tmp_path: Path) -> None:
    ana = person("Ana")
    company = Company.objects.create(name="Acme")
    made = import_orders(
        actor=None,
        rows=[
            order(ana, NOON, 1_234),
            order(ana, NOON + timedelta(days=1), 500, "JPY"),
            order(None, NOON + timedelta(days=2), 250, company_id=company.pk, margin_minor=100),
            order(ana, NOON + timedelta(days=3), 99_999),
        ],
    )
    Order.objects.filter(pk=made[3].pk).update(state="cancelled")
    note = credit(made[2])
    Rate.objects.create(base="EUR", currency="JPY", day=date(2026, 1, 1), rate=Decimal("0.006"))
    exported = export_facts(tmp_path / "facts", csv=True)
    found = rows(exported.directory, "orders")
    assert [r["amount"] for r in found] == ["12.34", "500", "2.50", "-2.50"]
    assert found[0]["ordered_at"] == "2026-03-02T12:00:00"
    assert (found[2]["person_id"], found[2]["margin"]) == (f"c{company.pk}", "1.00")
    assert (found[3]["order_id"], found[3]["margin"]) == (f"n{note.pk}", "-1.00")
    assert rows(exported.directory, "people")[0]["source"] == 'say "hi", you\nthere'
    assert rows(exported.directory, "rates") == [{"currency": "JPY", "day": "2026-01-01", "rate": "0.006"}]


def test_items_are_what_was_bought_of_the_catalogue_while_the_order_stands(
    steward: User, tmp_path: Path
) -> None:
    ana = person("Ana")
    chair = Product.objects.create(code="chair-1", name="Chair", price_minor=500, currency="EUR")
    made = import_orders(
        actor=None,
        rows=[
            order(ana, NOON, 1_000, product_id=chair.pk, quantity=2),
            order(ana, NOON, 1_000),
            order(ana, NOON, 500, product_id=chair.pk),
        ],
    )
    Order.objects.filter(pk=made[2].pk).update(state="cancelled")
    (found,) = rows(export_facts(tmp_path / "facts", csv=True).directory, "items")
    assert (found["order_id"], found["person_id"], found["item"]) == (str(made[0].pk), str(ana.pk), "chair-1")
    assert (found["occurred_at"], float(found["quantity"])) == ("2026-03-02T12:00:00", 2.0)
    assert (found["amount"], found["margin"]) == ("10.00", "")


def test_an_order_without_a_rate_is_named_and_nothing_is_left(steward: User, tmp_path: Path) -> None:
    import_orders(actor=None, rows=[order(person("Ana"), NOON, 100, "USD")])
    with pytest.raises(Conflict, match="USD on 2026-03-02"):
        export_facts(tmp_path / "facts")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_refused(steward: User, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(Conflict, match="not empty"):
        export_facts(tmp_path)
    assert (tmp_path / "kept.txt").read_text() == "mine"


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_same_records_give_the_same_files(steward: User, tmp_path: Path, form: str) -> None:
    import_orders(actor=None, rows=[order(person(f"P{i}"), NOON, 100 + i) for i in range(30)])
    sums = []
    for name in ("one", "two"):
        exported = export_facts(tmp_path / name, csv=form == "csv")
        files = sorted(exported.directory.iterdir())
        sums.append([(f.name, hashlib.sha256(f.read_bytes()).hexdigest()) for f in files])
    assert sums[0] == sums[1]


def test_csv_and_parquet_say_the_same_and_a_snapshot_is_kept_once(steward: User, tmp_path: Path) -> None:
    from accrue_facts.fingerprint import fingerprint
    from accrue_facts.reading import read_facts

    import_orders(actor=None, rows=[order(person(f"P{i}"), NOON, 100 + i) for i in range(30)])
    told = {
        fingerprint(read_facts(export_facts(tmp_path / str(csv), csv=csv).directory)) for csv in (True, False)
    }
    one, two = refresh_facts(), refresh_facts()
    assert told == {one.fingerprint}
    assert (one.directory, one.fingerprint) == (two.directory, two.fingerprint)


def watched(steward: User) -> tuple[Experiment, list[Person]]:
    experiment = create_experiment(
        actor=steward, key="spring", name="Spring", seed=3, window_days=30, starts_at=NOON
    )
    buyers = [person(f"P{i}") for i in range(4)]
    assign_people(actor=None, experiment=experiment, person_ids=[p.pk for p in buyers], assigned_at=NOON)
    return experiment, buyers


def test_outcomes_count_the_window_zeros_included(steward: User, tmp_path: Path) -> None:
    _, (first, second, third, _) = watched(steward)
    import_orders(
        actor=None,
        rows=[
            order(first, NOON, 1_000),
            order(first, NOON + timedelta(days=29), 500),
            order(first, NOON + timedelta(days=30), 7_777),
            order(second, NOON - timedelta(days=1), 300),
            order(third, NOON - timedelta(days=31), 8_888),
        ],
    )
    found = export_facts(tmp_path / "facts", csv=True).directory
    revenue = {r["person_id"]: r for r in rows(found, "outcomes") if r["measure"] == "revenue"}
    assert {k: (r["value"], r["unit"]) for k, r in revenue.items()} == {
        str(first.pk): ("15", "revenue"),
        str(second.pk): ("0", "revenue"),
        str(third.pk): ("0", "revenue"),
        str(int(third.pk) + 1): ("0", "revenue"),
    }
    before = {r["person_id"]: r["pre_value"] for r in rows(found, "experiments")}
    assert (before[str(second.pk)], before[str(third.pk)]) == ("3", "0")
    assert {r["planned_share"] for r in rows(found, "experiments")} == {"0.50000"}


def test_margin_carries_the_money_where_every_order_has_one(steward: User, tmp_path: Path) -> None:
    _, (first, second, *_) = watched(steward)
    import_orders(
        actor=None,
        rows=[order(first, NOON, 1_000, margin_minor=600), order(second, NOON, 500, margin_minor=100)],
    )
    found = rows(export_facts(tmp_path / "a", csv=True).directory, "outcomes")
    units = {(r["measure"], r["unit"]) for r in found}
    assert units == {("margin", "margin"), ("revenue", ""), ("orders", "")}
    import_orders(actor=None, rows=[order(second, NOON + timedelta(days=1), 500)])
    found = rows(export_facts(tmp_path / "b", csv=True).directory, "outcomes")
    assert {(r["measure"], r["unit"]) for r in found} == {("revenue", "revenue"), ("orders", "")}


def test_a_team_outside_takes_its_people_and_orders_with_it(steward: User, tmp_path: Path) -> None:
    team = Team.objects.create(name="Other book")
    exclude_team(actor=steward, team=team, reason="Another book")
    import_orders(
        actor=None,
        rows=[order(person("In"), NOON, 100), order(person("Out", team), NOON, 5, "USD", team_id=team.pk)],
    )
    found = export_facts(tmp_path / "facts", csv=True)
    assert (found.rows["people"], found.rows["orders"]) == (1, 1)


def test_costs_come_again_are_counted_by_transaction_and_leave_out_what_counts_no_more(
    steward: User, tmp_path: Path
) -> None:
    def enter(minor: int, **more: object):
        entry = CostEntry(category="media", amount=Money(minor, "EUR"), incurred_on=date(2026, 1, 31), **more)
        return enter_cost(actor=steward, entry=entry)

    monthly = enter(1_000, recurs="monthly")
    each = enter(50, per="order", until=date(2026, 3, 31))
    spread = enter(12_000, spread_months=12)
    gone = enter(1)
    withdraw_cost(actor=steward, cost=gone, reason="Twice")
    import_orders(actor=None, rows=[order(person("A"), NOON, 100), order(person("B"), NOON, 100)])
    perimeter = Perimeter("EUR", date(2026, 4, 15))
    found = rows(export_facts(tmp_path / "facts", csv=True, perimeter=perimeter).directory, "costs")
    assert [(r["cost_id"], r["incurred_at"], r["amount"], r["spread_months"]) for r in found] == [
        (f"{monthly.pk}-2026-01", "2026-01-31", "10.00", ""),
        (f"{monthly.pk}-2026-02", "2026-02-28", "10.00", ""),
        (f"{monthly.pk}-2026-03", "2026-03-31", "10.00", ""),
        (f"{each.pk}-2026-03", "2026-03-02", "1.00", ""),
        (str(spread.pk), "2026-01-31", "120.00", "12"),
    ]
    entry = CostEntry(category="media", amount=Money(13_000, "EUR"), incurred_on=date(2026, 1, 31))
    change_cost(actor=steward, cost=spread, entry=entry)
    found = rows(export_facts(tmp_path / "again", csv=True, perimeter=perimeter).directory, "costs")
    assert found[-1]["amount"] == "130.00"


def test_the_programme_is_written_so_that_it_is_read_again(steward: User, tmp_path: Path) -> None:
    from accrue_facts.programme import read_programme

    settings = read_programme(export_facts(tmp_path / "facts").directory / "programme.toml")
    assert (settings.base_currency, settings.go_live, settings.margin_rate) == (
        "EUR",
        date(2026, 1, 1),
        0.4,
    )

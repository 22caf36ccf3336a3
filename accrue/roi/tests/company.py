"""A small company with a seeded experiment, for tests that draw: 600 people, two years of orders, an effect."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from accrue.accounts.models import Team, User
from accrue.accounts.services import create_user
from accrue.billing.services.imports import OrderRow, import_orders
from accrue.contacts.models import Person
from accrue.experiments.models import Experiment
from accrue.experiments.services import assign_people, create_experiment
from accrue.money import Money
from accrue.roi.services import declare_benefit, enter_cost
from accrue.roi.services.costs import CostEntry

GO_LIVE = date(2026, 1, 1)
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
FIRST_ID = 1_000_001
SHARES = {"control": Decimal("0.5"), "mail": Decimal("0.5")}


@dataclass(frozen=True)
class Company:
    people: list[Person]
    experiment: Experiment
    outside: Team


def found_company(finance: User, *, people: int = 600, effect: float = 1.6) -> Company:
    """`effect` multiplies how often the treated buy after they were assigned."""
    marketer = create_user(email="mark@example.com", name="Mark Eter", roles=["marketer", "administrator"])
    outside = Team.objects.create(name="Second book")
    # Arms are drawn from people's ids: these have the same ones whatever ran before.
    made = Person.objects.bulk_create(
        Person(
            pk=FIRST_ID + i,
            given_name="P",
            family_name=f"{i:04}",
            created_at=datetime(2025, 1, 1, tzinfo=UTC),
        )
        for i in range(people)
    )
    experiment = create_experiment(
        actor=marketer, key="spring", name="Spring mail", arms=SHARES, seed=7, starts_at=START, window_days=60
    )
    assign_people(actor=marketer, experiment=experiment, person_ids=[p.pk for p in made], assigned_at=START)
    arms = dict(experiment.assignments.values_list("person_id", "arm"))
    rows = _orders(made, arms, effect)
    stranger = Person.objects.create(given_name="Out", family_name="Sider", team=outside)
    rows.append(_row(stranger, START, 1_000_000, outside))
    import_orders(actor=marketer, rows=rows)
    for category, minor in (("subscription", 120_000), ("training", 45_055), ("media", 10_001)):
        enter_cost(
            actor=finance,
            entry=CostEntry(category=category, amount=Money(minor, "EUR"), incurred_on=date(2026, 1, 15)),
        )
    declare_benefit(
        actor=finance,
        name="Fax line closed",
        amount=Money(20_000, "EUR"),
        haircut=Decimal("0.5"),
        reason="Bills of 2025",
    )
    return Company(made, experiment, outside)


def _orders(people: list[Person], arms: dict[int, str], effect: float) -> list[OrderRow]:
    chance, rows = random.Random(11), []
    for person in people:
        for week in range(60):
            rate = 0.04 * (effect if week >= 52 and arms[person.pk] == "mail" else 1.0)
            if chance.random() < rate:
                at = START + timedelta(weeks=week - 52, hours=1 + chance.random() * 150)
                rows.append(_row(person, at, 2_000 + int(chance.random() * 6_000), None))
    return rows


def _row(person: Person, at: datetime, minor: int, team: Team | None) -> OrderRow:
    return OrderRow(
        ordered_at=at,
        amount_minor=minor,
        currency="EUR",
        person_id=person.pk,
        team_id=team.pk if team else None,
        is_invoiced=False,
    )

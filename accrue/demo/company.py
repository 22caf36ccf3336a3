"""Writes the simulated company into an empty installation, through the same services people use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from accrue.billing.services import import_orders
from accrue.contacts.models import Person
from accrue.demo import people as staffing
from accrue.demo import selling
from accrue.demo.people import Staff
from accrue.demo.simulation import Sequence, Settings, World, chosen, simulate
from accrue.experiments.models import CONTROL, Experiment
from accrue.experiments.services import assign_people, create_experiment
from accrue.money import Money
from accrue.money.services import set_base_currency, set_rate
from accrue.roi.services.benefits import declare_benefit
from accrue.roi.services.costs import CostEntry, approve_cost, enter_costs, set_budget
from accrue.roi.services.goals import set_goal
from accrue.roi.services.programme import mark_simulated, set_programme

NAME = "Meridian Instruments (simulated)"
RATES = {"USD": Decimal("0.92"), "GBP": Decimal("1.17")}
type Tell = Callable[[str, int], None]


def found_company(settings: Settings, password: str, tell: Tell) -> Staff:
    """Everything there is to see in the simulated company. `tell` is called with each step and its share of the work."""
    random = np.random.default_rng([settings.seed, 2])
    tell("Hiring people", 1)
    staff = staffing.hire(password)
    goods = selling.products(staff)
    blank = simulate(settings)
    tell(f"Meeting {settings.companies} companies and {settings.people:,} people", 10)
    companies = staffing.companies(staff, blank, random)
    customers = staffing.customers(staff, blank, companies, random)
    tell("Drawing who gets the sequences, by chance", 5)
    world = simulate(settings, _draw(staff, settings, blank, customers))
    tell(f"Taking {len(world.orders):,} orders", 40)
    import_orders(actor=None, rows=selling.order_rows(world, customers, goods))
    tell("Working on deals", 5)
    selling.sell_deals(selling.deal_rows(world, customers, companies, goods, random), goods)
    tell("Writing the ledger of costs", 4)
    keep_books(staff, world)
    return staff


def _draw(
    staff: Staff, settings: Settings, world: World, customers: list[Person]
) -> dict[str, dict[int, bool]]:
    """Experiments draw their own arms; the simulation then treats whom they chose."""
    numbers = {person.pk: number for number, person in enumerate(customers)}
    arms = {}
    for sequence in settings.sequences:
        experiment = _experiment(staff, sequence, world, settings.seed)
        begin, _ = world.window(sequence.key)
        taking_part = [customers[number].pk for number in chosen(settings)[sequence.key]]
        assign_people(
            actor=staff.administrator, experiment=experiment, person_ids=taking_part, assigned_at=begin
        )
        drawn = experiment.assignments.values_list("person_id", "arm")
        arms[sequence.key] = {numbers[person]: arm != CONTROL for person, arm in drawn}
    return arms


def _experiment(staff: Staff, sequence: Sequence, world: World, seed: int) -> Experiment:
    share = Decimal(str(sequence.treated_share))
    return create_experiment(
        actor=staff.administrator,
        key=sequence.key,
        name=sequence.name,
        arms={CONTROL: 1 - share, "sequence": share},
        seed=seed,
        starts_at=world.window(sequence.key)[0],
        window_days=sequence.window_days,
        hypothesis="People who get the sequence order more often than those held out.",
    )


def keep_books(staff: Staff, world: World) -> None:
    """Programme, costs with a second person's approval, goals, a declared benefit, rates and the planted truth."""
    set_base_currency("EUR")
    for months in range(13):
        day = _day(world.settings.today, -30 * months)
        for currency, rate in RATES.items():
            set_rate(base="EUR", currency=currency, day=day, rate=rate)
    go_live = world.go_live
    set_programme(
        actor=staff.finance, currency="EUR", go_live=go_live, horizon_months=36, discount_rate=Decimal("0.08"),
        margin_rate=Decimal("0.55"), loaded_hourly_rate=Money.of(62, "EUR"),
    )  # fmt: skip
    for cost in enter_costs(actor=staff.finance, entries=_costs(go_live)):
        approve_cost(actor=staff.approver, cost=cost)
    for category, amount in (("subscription", 16_000), ("administration", 15_000), ("training", 9_000)):
        set_budget(
            actor=staff.finance,
            category=category,
            year=world.settings.today.year,
            amount=Money.of(amount, "EUR"),
        )
    declare_benefit(
        actor=staff.finance, name="Old contact database switched off", amount=Money.of(14_400, "EUR"),
        haircut=Decimal("0.25"), reason="Licences of the old system that ended with go-live; a quarter off for its export.",
    )  # fmt: skip
    set_goal(
        actor=staff.finance, measure="margin", target=Decimal(2_200_000), starts_on=go_live,
        due_on=_day(go_live, 455), owner=staff.manager, note="Agreed before go-live.",
    )  # fmt: skip
    mark_simulated(actor=staff.finance, planted_effect=planted(world))


def planted(world: World) -> str:
    """The truth, in words, as the page shows it beside what was measured."""
    parts = [
        f"{s.name}: +{s.lift:.0%} orders for those who got it, worth exactly €{world.planted_margin(s.key):,} of margin"
        for s in world.settings.sequences
    ]
    total = sum(world.planted_margin(s.key) for s in world.settings.sequences)
    return f"{'; '.join(parts)}; together €{total:,}. Seed {world.settings.seed}."


def _costs(go_live: date) -> list[CostEntry]:
    def cost(
        category: str, amount: int, day: int, note: str, *, recurs: str = "once", spread_months: int = 1
    ) -> CostEntry:
        return CostEntry(
            category=category,
            amount=Money.of(amount, "EUR"),
            incurred_on=_day(go_live, day),
            note=note,
            recurs=recurs,
            spread_months=spread_months,
        )

    return [
        cost("subscription", 1_150, 0, "Servers, backups, mail", recurs="monthly"),
        cost("implementation", 38_000, 0, "Set-up with a partner", spread_months=36),
        cost("migration", 9_500, 0, "Contacts and orders of the old system", spread_months=36),
        cost("integration", 6_200, 0, "Orders from the shop", spread_months=36),
        cost("training", 7_300, 3, "118 hours for 17 people"),
        cost("administration", 1_050, 0, "17 hours a month", recurs="monthly"),
        cost("user_time", 1_900, 0, "Data entry, from a two-week diary", recurs="monthly"),
        cost("media", 3_600, 20, "Texts and discounts of the reorder reminder"),
        cost("media", 2_400, 75, "Texts and discounts of the service follow-up"),
    ]


def _day(day: date, offset: int) -> date:
    return day + timedelta(days=offset)

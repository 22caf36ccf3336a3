"""What the simulated company sells: products, deals on their way, and the orders of the simulation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from accrue import clock
from accrue.billing.services import OrderRow, import_orders
from accrue.contacts.models import Company, Person
from accrue.demo import names
from accrue.demo.people import Staff
from accrue.demo.simulation import Bought, World
from accrue.products.models import Product
from accrue.products.services import create_product
from accrue.sales.models import Deal, LossReason, Stage
from accrue.sales.services import DealRow, LineRow, ensure_default_pipeline, import_deals

CLOSED_DEALS, OPEN_DEALS = 360, 42
ABROAD = {5: "GBP", 17: "USD", 29: "USD"}  # a few open deals in other currencies


def products(staff: Staff) -> list[Product]:
    return [
        create_product(
            actor=staff.administrator, code=code, name=name, price_minor=price * 100, cost_minor=cost * 100, currency="EUR"
        )
        for code, name, price, cost in names.PRODUCTS
    ]  # fmt: skip


def order_rows(world: World, people: list[Person], goods: list[Product]) -> list[OrderRow]:
    """The simulation's orders; those of the last weeks are not paid yet."""
    paid_before = datetime.combine(world.settings.today, datetime.min.time(), UTC) - timedelta(days=21)
    return [_order(order, people[order.person], goods[order.product], paid_before) for order in world.orders]


def _order(order: Bought, person: Person, product: Product, paid_before: datetime) -> OrderRow:
    return OrderRow(
        ordered_at=order.at,
        amount_minor=order.amount * 100,
        margin_minor=order.margin * 100,
        currency="EUR",
        person_id=person.pk,
        company_id=person.company_id,
        owner_id=person.owner_id,
        team_id=person.team_id,
        source="Simulation",
        name=product.name,
        product_id=product.pk,
        quantity=order.pieces,
        paid_at=order.at + timedelta(days=12) if order.at < paid_before else None,
    )


def deal_rows(
    world: World,
    people: list[Person],
    companies: list[Company],
    goods: list[Product],
    random: np.random.Generator,
) -> list[DealRow]:
    """Two years of decided deals and a pipeline of open ones."""
    ensure_default_pipeline()
    stages = list(Stage.objects.filter(pipeline__archived_at=None).order_by("position"))
    reasons = list(LossReason.objects.all())
    first_of = {person.company_id: person for person in reversed(people)}
    rows = []
    for number in range(CLOSED_DEALS + OPEN_DEALS):
        company = companies[int(random.integers(len(companies)))]
        is_open = number >= CLOSED_DEALS
        ended = None if is_open else _ago(float(random.uniform(5, 720)))
        line, amount = _line(goods, random)
        rows.append(
            DealRow(
                name=names.DEALS[int(random.integers(len(names.DEALS)))],
                amount_minor=amount,
                currency=ABROAD.get(number - CLOSED_DEALS, "EUR"),
                steps=_open_steps(stages, random) if ended is None else _closed_steps(stages, random, ended),
                expected_close=(clock.now() + timedelta(days=int(random.integers(-6, 75)))).date()
                if is_open
                else None,
                person_id=first_of[company.pk].pk if company.pk in first_of else None,
                company_id=company.pk,
                owner_id=company.owner_id,
                team_id=company.team_id,
                source=names.SOURCES[int(random.integers(len(names.SOURCES)))],
                lost_reason_id=reasons[int(random.integers(len(reasons)))].pk,
                lines=() if number - CLOSED_DEALS in ABROAD else (line,),
            )
        )
    return [_keep_reason(row, stages) for row in rows]


def _line(goods: list[Product], random: np.random.Generator) -> tuple[LineRow, int]:
    product = goods[int(random.choice([5, 6, 7, 8, 10, 11], p=[0.2, 0.15, 0.15, 0.2, 0.22, 0.08]))]
    pieces = 1 + int(random.poisson(2.0 if product.price_minor < 500_000 else 0.3))
    return LineRow(product.name, product.price_minor, pieces, product.pk), product.price_minor * pieces


def _ago(days: float) -> datetime:
    return clock.now() - timedelta(days=days)


def _open_steps(stages: list[Stage], random: np.random.Generator) -> list[tuple[int, datetime]]:
    ways = [stage for stage in stages if stage.kind == "open"]
    reached = 1 + int(random.choice(len(ways), p=np.array([0.34, 0.28, 0.24, 0.14])[: len(ways)]))
    days = np.sort(random.uniform(1, 9 + 12 * reached, reached))[::-1]
    return [(stage.pk, _ago(float(day))) for stage, day in zip(ways[:reached], days, strict=True)]


def _closed_steps(
    stages: list[Stage], random: np.random.Generator, ended: datetime
) -> list[tuple[int, datetime]]:
    ways = [stage for stage in stages if stage.kind == "open"]
    won = bool(random.random() < 0.34)
    last = next(stage for stage in stages if stage.kind == ("won" if won else "lost"))
    passed = ways if won else ways[: 1 + int(random.integers(len(ways)))]
    gaps = np.cumsum(random.gamma(2.0, 6.0, len(passed)))[::-1]
    return [
        *((s.pk, ended - timedelta(days=float(gap))) for s, gap in zip(passed, gaps, strict=True)),
        (last.pk, ended),
    ]


def _keep_reason(row: DealRow, stages: list[Stage]) -> DealRow:
    """Only lost deals have a reason."""
    lost = {stage.pk for stage in stages if stage.kind == "lost"}
    return row if row.steps[-1][0] in lost else replace(row, lost_reason_id=None)


def sell_deals(rows: list[DealRow], goods: list[Product]) -> None:
    """Bring the deals in, with the orders that those won have led to."""
    deals = import_deals(actor=None, rows=rows)
    won = [(deal, deal.closed_at) for deal in deals if deal.stage.kind == "won" and deal.closed_at]
    lines = {deal.pk: row.lines[0] for deal, row in zip(deals, rows, strict=True) if row.lines}
    cost = {product.pk: product.cost_minor for product in goods}
    import_orders(actor=None, rows=[_order_of(deal, at, lines[deal.pk], cost) for deal, at in won])


def _order_of(deal: Deal, won_at: datetime, line: LineRow, cost: dict[int, int | None]) -> OrderRow:
    spent = (cost[line.product_id or 0] or 0) * line.quantity
    return OrderRow(
        ordered_at=won_at,
        amount_minor=deal.amount_minor,
        margin_minor=deal.amount_minor - spent,
        currency=deal.currency,
        person_id=deal.person_id,
        company_id=deal.company_id,
        deal_id=deal.pk,
        owner_id=deal.owner_id,
        team_id=deal.team_id,
        source=deal.source,
        name=line.name,
        product_id=line.product_id,
        quantity=line.quantity,
        paid_at=won_at + timedelta(days=12) if won_at < _ago(21) else None,
    )

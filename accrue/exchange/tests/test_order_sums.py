"""Whatever orders are written to a file, in whatever order of lines and marks, come back equal to the cent."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accrue.billing.models import Order
from accrue.exchange.options import Options
from accrue.exchange.planning.item import Item, items_of
from accrue.exchange.planning.orders.figures import exact_minor, parted, quantity_of
from accrue.exchange.planning.orders.sums import Sums
from accrue.exchange.planning.orders.whole import whole_orders

TARGETS = ["number", "product", "quantity", "unit_price", "line_discount", "line_amount", "line_tax", "shipping", "discount", "tax", "total", "total_net"]  # fmt: skip
MARKS = {
    "plain": ("", "."),
    "english": (",", "."),
    "german": (".", ","),
    "swiss": ("’", "."),
    "french": (" ", ","),
}


@dataclass(frozen=True)
class Line:
    quantity: Decimal
    price: int
    discount: int
    tax: int


@dataclass(frozen=True)
class Bought:
    lines: list[Line]
    shipping: int
    discount: int
    order_tax: int | None
    is_gross: bool

    @property
    def values(self) -> list[int]:
        return [amount(line) for line in self.lines]

    @property
    def tax(self) -> int:
        return sum(line.tax for line in self.lines) if self.order_tax is None else self.order_tax

    @property
    def net(self) -> int:
        whole = sum(self.values) + self.shipping - self.discount
        return whole - self.tax if self.is_gross else whole


def amount(line: Line) -> int:
    return int((line.quantity * line.price).to_integral_value(ROUND_HALF_UP)) - line.discount


quantities = st.one_of(
    st.integers(1, 999).map(Decimal), st.decimals(Decimal("0.25"), 99, places=2).filter(lambda n: n > 0)
)
lines = st.builds(
    Line,
    quantity=quantities,
    price=st.integers(100, 9_999_999),
    discount=st.integers(0, 25),
    tax=st.integers(0, 20),
)
bought = st.builds(
    Bought,
    lines=st.lists(lines, min_size=1, max_size=6),
    shipping=st.integers(0, 5_000),
    discount=st.integers(0, 20),
    order_tax=st.none() | st.integers(0, 50),
    is_gross=st.booleans(),
)


def said(minor: int, marks: str) -> str:
    thousands, decimal = MARKS[marks]
    whole, part = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{whole:,}".replace(",", thousands) + f"{decimal}{part:02}"


def cells(number: int, order: Bought, marks: str) -> list[list[str]]:
    found = []
    for n, line in enumerate(order.lines):
        quantity = (
            f"{line.quantity:f}".rstrip("0").rstrip(".")
            if "." in f"{line.quantity:f}"
            else f"{line.quantity:f}"
        )
        whole = [
            said(order.shipping, marks), said(order.discount, marks),
            "" if order.order_tax is None else said(order.order_tax, marks),
            said(order.net + order.tax, marks), said(order.net, marks),
        ]  # fmt: skip
        found.append(
            [
                f"N-{number}", f"Thing {n}", quantity.replace(".", MARKS[marks][1]), said(line.price, marks),
                said(line.discount, marks), said(amount(line), marks),
                said(line.tax, marks) if order.order_tax is None else "", *(whole if n == 0 else [""] * 5),
            ]
        )  # fmt: skip
    return found


@settings(max_examples=80, deadline=None)
@given(
    st.lists(bought, min_size=1, max_size=5),
    st.sampled_from(sorted(MARKS)),
    st.randoms(use_true_random=False),
)
@example([Bought([Line(Decimal(2), 100, 3, 0)], 0, 3, None, False)], "plain", random.Random(0))
@example([Bought([Line(Decimal(2), 100, 3, 3)], 0, 3, None, True)], "plain", random.Random(0))
def test_orders_come_back_equal_to_the_cent(orders: list[Bought], marks: str, chance: random.Random) -> None:
    rows = [row for n, order in enumerate(orders) for row in cells(n, order, marks)]
    chance.shuffle(rows)
    items = items_of(list(enumerate(rows, 2)), TARGETS, len(TARGETS))
    wholes = whole_orders(items, "number")
    assert sum(len(whole.lines) for whole in wholes) == len(rows)
    for whole in wholes:
        order = orders[int(whole.given["number"][2:])]
        sums = Sums(whole, "EUR", Options(prices="gross" if order.is_gross else "net"))
        found = [line for _, line in sums.lines()]
        assert found, [line.faults for line in whole.lines]
        assert sum(line.amount_minor for line in found) == order.net
        if not order.is_gross:
            here = Counter(
                (line.quantity, line.amount_minor) for line in found if line.name.startswith("Thing")
            )
            assert here == Counter((line.quantity, amount(line)) for line in order.lines)


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=9))
def test_parts_add_up(total: int, weights: list[int]) -> None:
    parts = parted(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    if whole:
        assert all(
            abs(part * whole - total * weight) <= whole for part, weight in zip(parts, weights, strict=True)
        )


@pytest.mark.parametrize(
    ("text", "said"),
    [("1.500", "This may be 1500 or 1 and a part"), ("0", "not nothing"), ("1,2345", "three decimals")],
)
def test_a_quantity_that_may_be_two_things_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        quantity_of(text)


def test_places_are_the_currency_s() -> None:
    assert (exact_minor("1.234", "KWD"), exact_minor("1.234", "EUR"), exact_minor("1,234", "JPY")) == (
        1_234,
        123_400,
        1_234,
    )
    with pytest.raises(ValueError, match="EUR has 2 decimal places"):
        exact_minor("1.2345", "EUR")


def test_prices_by_quantity_must_be_the_amount() -> None:
    item = Item(2, [], {"quantity": "2", "unit_price": "10", "line_discount": "10 %", "line_amount": "17"})
    item.lines = [item]
    assert Sums(item, "EUR", Options()).lines() == []
    assert item.faults == {"line_amount": "2 × 10 less €2.00 is €18.00, not this."}


@pytest.mark.django_db
@pytest.mark.parametrize("marks", ["english", "german"])
def test_through_the_whole_import(ana, bring_in, marks) -> None:
    chance = random.Random(20_261_122)
    orders = [
        Bought(
            [Line(Decimal(chance.randrange(1, 9)), chance.randrange(100, 2_000_000), 0, 0) for _ in range(chance.randrange(1, 5))],
            chance.randrange(0, 900), 0, chance.randrange(0, 90), is_gross=False,
        )
        for _ in range(40)
    ]  # fmt: skip
    rows = [row for n, order in enumerate(orders) for row in cells(n, order, marks)]
    chance.shuffle(rows)
    day = "31/01/2025" if marks == "english" else "31.01.2025"
    text = "\n".join(";".join([*row, day, f"c{row[0]}@x.example"]) for row in rows)
    batch = bring_in(ana, ";".join([*TARGETS, "day", "mail"]) + "\n" + text, kind="order", places=[*TARGETS, "ordered_at", "person_email"], key="number")  # fmt: skip
    assert batch.created == len(rows), batch.report
    found = dict(Order.objects.values_list("external_id", "amount_minor"))
    assert found == {f"N-{n}": order.net for n, order in enumerate(orders)}

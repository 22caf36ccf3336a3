"""Facts that are kept up to date in parts are what they would be if everything were read anew."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pyarrow.parquet as pq
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accrue.accounts.models import Team, User
from accrue.billing.models import Invoice, Order, OrderLine
from accrue.contacts.models import Person
from accrue.environment import environment
from accrue.experiments.services import assign_people, create_experiment
from accrue.metrics.models import Touched
from accrue.metrics.services import export_facts, rebuild_facts, refresh_facts
from accrue.metrics.services.exporting import PARTS
from accrue.metrics.touching import STATE
from accrue.money.models import Rate
from accrue.products.models import Product
from accrue.quality.services import merge, undo_merge
from accrue.roi.services import exclude_team
from accrue.sales.models import Deal, Pipeline, Stage, StageChange

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SPREAD = (1, 2, 16_383, 16_384, 40_000, 40_001)
"""Ids in three blocks."""


class Books:
    """A few records of every kind that facts are made of, and what may happen to them."""

    def __init__(self, steward: User, seed: int) -> None:
        self.chance, self.steward = random.Random(seed), steward
        self.teams = [Team.objects.create(name=name) for name in ("North", "South")]
        self.chair = Product.objects.create(name="Chair", price_minor=500, currency="EUR")
        self.pipeline = Pipeline.objects.create(name="Sales")
        self.stages = [
            Stage.objects.create(
                pipeline=self.pipeline, name=name, kind=name, position=n, probability=50 * (n + 1)
            )
            for n, name in enumerate(("open", "won"))
        ]
        Rate.objects.create(base="EUR", currency="JPY", day=NOON.date(), rate=Decimal("0.006"))
        for pk in SPREAD:
            Person.objects.create(pk=pk, given_name=f"P{pk}", family_name="Test", team=self.one(self.teams))
        for pk in SPREAD:
            self.order(pk)
            deal = {"pipeline": self.pipeline, "stage": self.stages[0], "currency": "EUR"}
            Deal.objects.create(pk=pk, name=f"D{pk}", amount_minor=pk, owner=steward, **deal)
        drawn = create_experiment(
            actor=steward, key="spring", name="Spring", seed=1, window_days=30, starts_at=NOON
        )
        assign_people(actor=None, experiment=drawn, person_ids=SPREAD[:4], assigned_at=NOON)

    def one[T](self, some: list[T] | tuple[T, ...]) -> T:
        return self.chance.choice(some)

    def order(self, pk: int | None = None) -> None:
        order = Order.objects.create(
            pk=pk or self.chance.randrange(3, 60_000) * 7,
            number=f"N{self.chance.random()}"[:20],
            person_id=self.one(SPREAD),
            team=self.one([*self.teams, None]),
            ordered_at=NOON
            + timedelta(days=self.chance.randrange(200), microseconds=self.chance.randrange(2)),
            amount_minor=self.chance.randrange(1, 99_999),
            margin_minor=self.chance.choice([None, 7, 1_000]),
            currency=self.one(["EUR", "EUR", "JPY"]),
        )
        OrderLine.objects.create(
            order=order,
            product=self.chair,
            name="Chair",
            unit_price_minor=5,
            amount_minor=self.chance.randrange(99),
        )

    def some(self, model: type) -> object:
        return self.one(list(model.objects.order_by("pk")))

    def happens(self, what: str) -> None:
        getattr(self, what)()

    def edit(self) -> None:
        Order.objects.filter(pk=self.some(Order).pk).update(amount_minor=self.chance.randrange(99_999))

    def cancel(self) -> None:
        Order.objects.filter(pk=self.some(Order).pk).update(state="cancelled")

    def credit(self) -> None:
        order, number = self.some(Order), str(self.chance.random())
        common = {"order": order, "issued_at": NOON, "due_at": NOON.date(), "currency": order.currency}
        invoice = Invoice.objects.create(number=f"I{number}"[:20], amount_minor=order.amount_minor, **common)
        Invoice.objects.create(number=f"C{number}"[:20], amount_minor=-3, credits=invoice, **common)

    def another_line(self) -> None:
        line = self.some(OrderLine)
        OrderLine.objects.filter(pk=line.pk).update(order=self.some(Order))

    def delete(self) -> None:
        order = self.some(Order)
        if not order.invoices.exists():
            OrderLine.objects.filter(order=order).delete()
            order.delete()

    def merged(self) -> None:
        keep, away = self.chance.sample(list(Person.objects.filter(merged_into=None).order_by("pk")), 2)
        made = merge(
            actor=self.steward,
            kind="person",
            keep_id=keep.pk,
            away_id=away.pk,
            versions=(keep.version, away.version),
        )
        if self.chance.random() < 0.4:
            undo_merge(actor=self.steward, merge_id=made.pk)

    def erased(self) -> None:
        person = self.some(Person)
        Person.objects.filter(pk=person.pk).update(source="", segment="", country="", given_name="Erased")

    def archive(self) -> None:
        Deal.objects.filter(pk=self.some(Deal).pk).update(archived_at=NOON)

    def win(self) -> None:
        deal, won = self.some(Deal), self.stages[1]
        Deal.objects.filter(pk=deal.pk).update(stage=won, closed_at=NOON)
        StageChange.objects.create(
            deal=deal, from_stage=deal.stage, to_stage=won, at=NOON, amount_minor=1, actor=self.steward
        )

    def renamed(self) -> None:
        named = self.one([*self.teams, self.chair, *self.stages])
        type(named).objects.filter(pk=named.pk).update(name=f"Other {self.chance.random():.5f}")

    def rated(self) -> None:
        Rate.objects.update_or_create(
            base="EUR", currency="JPY", day=NOON.date() + timedelta(days=self.chance.randrange(9)),
            defaults={"rate": Decimal(self.chance.randrange(1, 9)) / 1000},
        )  # fmt: skip

    def left_out(self) -> None:
        exclude_team(actor=self.steward, team=self.teams[0], reason="Another book")


HAPPENS = (
    "order", "edit", "cancel", "credit", "another_line", "delete", "merged", "erased", "archive", "win", "renamed",
    "rated", "left_out",
)  # fmt: skip


@pytest.fixture
def root(steward: User) -> User:
    from accrue.accounts.services import create_user

    return create_user(email="root@accrue.test", name="Root", roles=["administrator", "finance"])


@given(
    seed=st.integers(0, 10**6),
    steps=st.lists(st.lists(st.sampled_from(HAPPENS), min_size=1, max_size=3), min_size=1, max_size=4),
)
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
def test_whatever_happens_what_is_kept_is_what_there_is(
    root: User, tmp_path: Path, seed: int, steps: list[list[str]]
) -> None:
    from accrue_facts.fingerprint import fingerprint
    from accrue_facts.reading import read_facts

    with transaction.atomic():
        books = Books(root, seed)
        refresh_facts()
        for step in steps:
            for what in step:
                books.happens(what)
            kept = refresh_facts()
            anew = export_facts(tmp_path / uuid4().hex)
            assert kept.fingerprint == fingerprint(read_facts(anew.directory))
            assert kept.rows == anew.rows
        assert fingerprint(read_facts(kept.directory)) == kept.fingerprint
        transaction.set_rollback(True)


NASTY = (
    "", " ", "(", ")", ",", '"', '""', "\\", "\\n", "a\nb", ")\n(,x", "é €", "\t", "NULL", "\\N", "a, b", "(,1,)", "'; --", "{}", "a\\\"b",
)  # fmt: skip


def test_every_text_comes_through_as_it_is(root: User, tmp_path: Path) -> None:
    from accrue_facts.fingerprint import fingerprint
    from accrue_facts.reading import read_facts

    Books(root, 2)
    Person.objects.bulk_create(
        Person(pk=500 + n, given_name="P", family_name="T", source=text, segment=text[::-1])
        for n, text in enumerate(NASTY)
    )
    kept, anew = refresh_facts(), export_facts(tmp_path / "anew")
    assert kept.fingerprint == fingerprint(read_facts(anew.directory))
    said = set(pq.read_table(kept.directory / "people.parquet").column("source").to_pylist())
    assert {text.strip() or None for text in NASTY} <= said


def parts() -> dict[str, int]:
    return {f.name: f.stat().st_ino for f in (environment.home / PARTS).rglob("*.parquet")}


def test_one_order_later_one_block_of_it_is_written(root: User) -> None:
    books = Books(root, 1)
    refresh_facts()
    before = parts()
    Order.objects.filter(pk=40_000).update(amount_minor=77)
    refresh_facts()
    new = {name for name in parts().items() if name not in before.items()}
    assert {name.split("-")[0] for name, _ in new} <= {"2", "rest"}
    assert not Touched.objects.exclude(relation=STATE).exists()
    books.erased()
    assert Touched.objects.filter(relation="contacts_person").count() == 1


def test_what_does_not_fit_together_is_read_anew(root: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that was put back, a file that is gone, a trigger that was off, and a stop before the end."""
    from accrue.metrics.parts import refreshing

    Books(root, 2)
    first = refresh_facts()
    folder = environment.home / PARTS

    def tried(spoil: Callable[[], object]) -> None:
        spoil()
        assert refresh_facts().fingerprint == first.fingerprint

    tried(lambda: Touched.objects.filter(relation=STATE).update(block=5))
    tried(lambda: Touched.objects.all().delete())
    tried(lambda: next(folder.rglob("*.parquet")).unlink())
    tried(lambda: (folder / "manifest.json").write_text("{"))

    def stopped(*args: object) -> None:
        raise KeyboardInterrupt

    Order.objects.filter(pk=1).update(amount_minor=5)
    with monkeypatch.context() as patch:
        patch.setattr(refreshing, "facts_parts", stopped)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            refresh_facts()
    assert refresh_facts().fingerprint not in {first.fingerprint}
    assert rebuild_facts()


def test_a_rebuild_that_differs_says_so(root: User) -> None:
    Books(root, 3)
    refresh_facts()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE billing_order SET amount_minor = 1 WHERE id = 1")
    Touched.objects.exclude(relation=STATE).delete()
    assert not rebuild_facts()
    assert rebuild_facts()


@pytest.mark.django_db(transaction=True)
def test_who_writes_meanwhile_is_read_the_next_time(root: User) -> None:
    """An order that is written but not committed when the facts are read."""
    Books(root, 4)
    refresh_facts()
    held, goes_on, failed = threading.Event(), threading.Event(), []

    def write() -> None:
        try:
            with transaction.atomic():
                Order.objects.filter(pk=1).update(amount_minor=123_456)
                held.set()
                goes_on.wait(20)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert held.wait(20)
    between = refresh_facts()
    goes_on.set()
    writer.join()
    after = refresh_facts()
    assert not failed
    assert after.fingerprint != between.fingerprint
    assert rebuild_facts()

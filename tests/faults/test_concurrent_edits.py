"""R7: many edit one deal at once. Each edit is applied or answered 409; none is silently lost. Merges hold to the same."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from django.db import connection
from django.db.models import Count, Sum

from accrue.accounts.models import User
from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.billing.models import Order
from accrue.billing.services import cancel_order, receive_payment
from accrue.contacts.models import Person
from accrue.contacts.services import create_person, edit_person
from accrue.errors import Conflict
from accrue.events.models import Event
from accrue.metrics.services import rebuild_facts, refresh_facts
from accrue.money import Money
from accrue.quality.services import merge, undo_merge
from accrue.roi.services import set_programme
from accrue.sales.models import Deal
from accrue.sales.services import edit_deal, ensure_default_pipeline, open_deal, win_deal

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

EDITS = 1_000
HANDS = 8


@pytest.fixture
def admin(transactional_db: None) -> User:
    ensure_built_in_roles()
    return create_user(email="root@accrue.test", name="Root", roles=["administrator"])


def at_once(work: list[Callable[[], Any]]) -> list[Any]:
    """What each brought, or the Conflict it met; anything else fails the test."""

    def done(one: Callable[[], Any]) -> Any:
        try:
            return one()
        except Conflict as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as hands:
        return list(hands.map(done, work))


def deal_of(actor: User, **fields: Any) -> Deal:
    stage = ensure_default_pipeline().stages.first()
    assert stage is not None
    return open_deal(actor=actor, stage_id=stage.pk, fields={"name": "Pumps", **fields})  # type: ignore[typeddict-item]


def test_r7_a_thousand_edits_of_one_deal_are_applied_or_refused(admin: User) -> None:
    deal = deal_of(admin)

    def edit(number: int) -> Callable[[], Any]:
        def run() -> tuple[int, int]:
            seen = Deal.objects.values_list("version", flat=True).get(pk=deal.pk)
            edit_deal(actor=admin, deal_id=deal.pk, version=seen, fields={"amount_minor": number})
            return seen, number

        return run

    results = at_once([edit(number) for number in range(1, EDITS + 1)])
    applied = [one for one in results if not isinstance(one, Conflict)]
    assert len(results) == EDITS
    assert {one.code for one in results if isinstance(one, Conflict)} <= {"sales.changed_meanwhile"}
    deal.refresh_from_db()
    assert deal.version == 1 + len(applied), "every applied edit is a version of its own"
    assert sorted(seen for seen, _ in applied) == list(range(1, 1 + len(applied))), "each upon the one before"
    assert deal.amount_minor == max(applied)[1], "what stands is what the last of them wrote"
    assert Event.objects.filter(name="DealEdited", subject_id=deal.pk).count() == len(applied)
    with connection.cursor() as cursor:
        cursor.execute("SELECT amount_minor FROM sales_dealevent WHERE id = %s AND version > 1", [deal.pk])
        assert {row[0] for row in cursor.fetchall()} == {number for _, number in applied}


def test_r14_every_figure_is_that_of_the_raw_facts_after_whatever_came_at_once(
    admin: User, work: Callable[[], int]
) -> None:
    """Orders won, paid, refunded and cancelled by many while the facts are refreshed again and again."""
    finance = create_user(email="fin@accrue.test", name="Fin", roles=["finance"])
    set_programme(actor=finance, currency="EUR", go_live=date(2026, 1, 1), margin_rate=Decimal("0.4"))
    buyer = create_person(actor=admin, given_name="Hanna")
    won = [deal_of(admin, person_id=buyer.pk, amount_minor=1_000_01 + number) for number in range(24)]
    at_once([lambda pk=deal.pk: win_deal(actor=admin, deal_id=pk) for deal in won])
    work()
    orders = list(Order.objects.order_by("pk"))
    assert len(orders) == len(won)

    def refreshing(order: Order) -> Callable[[], Any]:
        return refresh_facts

    def cancel(order: Order) -> Callable[[], Any]:
        return lambda: cancel_order(actor=admin, order_id=order.pk, reason="Changed their mind")

    def pay(order: Order) -> Callable[[], Any]:
        invoice = order.invoices.get()
        half = Money(invoice.amount_minor // 2, invoice.currency)
        return lambda: receive_payment(actor=admin, invoice_id=invoice.pk, amount=half)

    doings = [doing(order) for order in orders[:16] for doing in (pay, cancel, refreshing, pay)]
    results = at_once(doings)
    work()
    refused = {one.code for one in results if isinstance(one, Conflict)}
    assert refused, refused
    cancelled = Order.objects.filter(state="cancelled").count()
    assert 0 < cancelled < len(orders)
    facts = refresh_facts()
    assert rebuild_facts(), "read anew, the facts are those that were kept up to date"
    table = f"read_parquet('{facts.directory}/orders.parquet/*.parquet')"
    said = duckdb.sql(f"SELECT count(*), sum(round(100 * amount)::BIGINT) FROM {table}").fetchall()
    raw = Order.objects.exclude(state="cancelled").aggregate(n=Count("pk"), minor=Sum("amount_minor"))
    assert said == [(raw["n"], raw["minor"])]


def test_whatever_is_written_while_two_are_merged_ends_at_the_kept_one(admin: User) -> None:
    """Deals opened for the old id and edits of both records run against the merge and its undo."""
    keep = create_person(actor=admin, given_name="Hanna")
    away = create_person(actor=admin, given_name="Hana")
    deal = deal_of(admin, person_id=away.pk)
    for round_ in range(3):
        keep.refresh_from_db()
        away.refresh_from_db()
        versions = (keep.version, away.version)

        def join(versions: tuple[int, int] = versions) -> Any:
            return merge(actor=admin, kind="person", keep_id=keep.pk, away_id=away.pk, versions=versions)

        def open_one() -> Any:
            return deal_of(admin, person_id=away.pk)

        def edit_one(title: str = f"Buyer {round_}", version: int = away.version) -> Any:
            return edit_person(actor=admin, person_id=away.pk, version=version, job_title=title)

        def touch() -> Any:
            return edit_deal(actor=admin, deal_id=deal.pk, fields={"person_id": away.pk})

        results = at_once([open_one, edit_one, touch, join, open_one, touch, open_one])
        opened = [one for one in (results[0], results[4], results[6]) if isinstance(one, Deal)]
        assert len(opened) == 3
        made, edited = results[3], results[1]
        assert isinstance(made, Conflict) != isinstance(edited, Conflict), (
            "one of both came first, the other was told"
        )
        if isinstance(made, Conflict):
            assert Person.objects.get(pk=away.pk).job_title == f"Buyer {round_}"
            continue
        assert not Deal.objects.filter(person=away).exists(), "nothing is left with who is away"
        undo_merge(actor=admin, merge_id=made.pk)

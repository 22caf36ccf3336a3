"""Many people at one deal, at one lane and at one series of numbers, each with a connection of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from accrue.billing.models import Order
from accrue.billing.services.numbers import ORDERS, next_numbers
from accrue.errors import Conflict
from accrue.sales.models import Deal
from accrue.sales.services import edit_deal, move_deal

WORKERS = 6


def at_once(tasks):
    """Run them in threads; (results, conflicts)."""

    def run(task):
        try:
            return task()
        except Conflict as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        done = list(pool.map(run, tasks))
    return [d for d in done if not isinstance(d, Conflict)], [d for d in done if isinstance(d, Conflict)]


@pytest.mark.django_db(transaction=True)
def test_edits_of_one_deal_are_applied_or_answered(floor):
    """Every edit that was accepted is one version; nothing is lost silently."""
    deal = floor.deal()

    def edit(n):
        def run():
            seen = Deal.objects.get(pk=deal.pk)
            return edit_deal(
                actor=floor.manager,
                deal_id=deal.pk,
                fields={"amount_minor": seen.amount_minor + 1},
                version=seen.version,
            )

        return run

    applied, refused = at_once([edit(n) for n in range(120)])
    deal.refresh_from_db()
    assert len(applied) + len(refused) == 120
    assert deal.amount_minor == 7_300_00 + len(applied)
    assert deal.version == 1 + len(applied)
    assert applied
    assert {error.code for error in refused} <= {"sales.changed_meanwhile"}


@pytest.mark.django_db(transaction=True)
def test_moves_in_and_between_lanes_never_wait_for_each_other_for_ever(floor):
    deals = [floor.deal(name=f"d{n}") for n in range(6)]
    stages = [floor.stages[name].pk for name in ("Qualified", "Discovery")]

    def move(n):
        after = deals[(n + 1) % 6].pk if n % 3 else None
        return lambda: move_deal(
            actor=floor.manager, deal_id=deals[n % 6].pk, stage_id=stages[(n // 6) % 2], after=after
        )

    done, refused = at_once([move(n) for n in range(72)])
    assert len(done) == 72
    assert not refused
    for stage in stages:
        positions = list(Deal.objects.filter(stage_id=stage).values_list("position", flat=True))
        assert len(positions) == len(set(positions)), "two cards never share a place"


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gaps_and_no_twins(floor):
    def take(n):
        def run():
            try:
                with transaction.atomic():
                    [number] = next_numbers(ORDERS, 2026)
                    if n % 5 == 0:
                        raise ZeroDivisionError
                    return number
            except ZeroDivisionError:
                return None

        return run

    numbers, _ = at_once([take(n) for n in range(60)])
    kept = sorted(number for number in numbers if number)
    assert kept == [f"O-2026-{n:04d}" for n in range(1, 49)]
    assert not Order.objects.exists()

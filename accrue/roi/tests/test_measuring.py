from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from scipy.stats import t

from accrue.accounts.models import User
from accrue.billing.services.imports import OrderRow, import_orders
from accrue.contacts.models import Person
from accrue.errors import Invalid
from accrue.roi.models import Baseline, Programme
from accrue.roi.selectors.measuring import progress_of, student_t
from accrue.roi.services import freeze_baseline, set_goal


def order(day: date, minor: int) -> OrderRow:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    buyer = Person.objects.get_or_create(given_name="Some", family_name="Body")[0]
    return OrderRow(ordered_at=at, amount_minor=minor, currency="EUR", person_id=buyer.pk, is_invoiced=False)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 8, 11, 23, 60])
def test_students_t_is_close_to_the_exact_one(freedom: int) -> None:
    assert student_t(freedom) == pytest.approx(t.ppf(0.95, freedom), rel=2e-3)


def test_a_baseline_is_the_mean_month_with_its_interval_and_fingerprint(
    finance: User, programme: Programme
) -> None:
    import_orders(actor=None, rows=[order(date(2025, m, 10), m * 100_00) for m in (1, 2, 3, 4)])
    kept = freeze_baseline(
        actor=finance, measure="revenue", starts_on=date(2025, 1, 1), ends_on=date(2025, 4, 30)
    )
    assert (kept.value, kept.months, kept.records) == (Decimal("250.00"), 4, 4)
    half = Decimal(str(t.ppf(0.95, 3) * 129.09944 / 2))
    assert abs(kept.high - kept.value - half) < Decimal("0.5")
    assert kept.coverage == Decimal("0.0333")
    again = freeze_baseline(
        actor=finance, measure="revenue", starts_on=date(2025, 1, 1), ends_on=date(2025, 4, 30)
    )
    assert again.fingerprint == kept.fingerprint
    assert (again.supersedes, Baseline.objects.filter(superseded_by=None).get()) == (kept, again)
    import_orders(actor=None, rows=[order(date(2025, 2, 11), 1)])
    third = freeze_baseline(
        actor=finance, measure="revenue", starts_on=date(2025, 1, 1), ends_on=date(2025, 4, 30)
    )
    assert third.fingerprint != kept.fingerprint


def test_a_baseline_is_never_edited(finance: User, programme: Programme) -> None:
    import_orders(actor=None, rows=[order(date(2025, 1, 10), 100_00)])
    freeze_baseline(actor=finance, measure="orders", starts_on=date(2025, 1, 1), ends_on=date(2025, 1, 31))
    for change in (lambda: Baseline.objects.update(value=1), lambda: Baseline.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(2025, 1, 2), date(2025, 1, 31), "starts_on"),
        (date(2025, 1, 1), date(2025, 1, 30), "ends_on"),
        (date(2026, 1, 1), date(2026, 1, 31), "ends_on"),
        (date(2024, 1, 1), date(2024, 1, 31), "starts_on"),
    ],
)
def test_windows_that_cannot_be_frozen(
    finance: User, programme: Programme, first: date, last: date, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        freeze_baseline(actor=finance, measure="revenue", starts_on=first, ends_on=last)
    assert field in caught.value.fields


@pytest.mark.parametrize(
    ("weekly", "state"), [(300_00, "on track"), (50_00, "off track"), (2000_00, "reached")]
)
def test_a_goal_says_where_it_is_heading(
    finance: User, programme: Programme, weekly: int, state: str
) -> None:
    start = date(2026, 1, 5)
    import_orders(actor=None, rows=[order(start + timedelta(weeks=w), weekly + w) for w in range(10)])
    goal = set_goal(
        actor=finance,
        measure="revenue",
        target=Decimal(10_000),
        starts_on=start,
        due_on=start + timedelta(weeks=52),
    )
    found = progress_of(programme, goal, start + timedelta(weeks=10))
    assert found.state == state
    if found.expected is not None:
        assert found.low <= found.expected <= found.high
        assert float(found.expected) == pytest.approx(weekly / 100 * 52, rel=0.05)


def test_a_goal_is_not_judged_too_early(finance: User, programme: Programme) -> None:
    goal = set_goal(
        actor=finance,
        measure="orders",
        target=Decimal(10),
        starts_on=date(2026, 1, 1),
        due_on=date(2026, 12, 31),
    )
    assert progress_of(programme, goal, date(2026, 1, 20)).state == "too early to say"
    assert progress_of(programme, goal, date(2027, 1, 1)).state == "missed"

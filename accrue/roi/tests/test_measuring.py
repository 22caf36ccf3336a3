from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from scipy.stats import t

from accrue.accounts.models import Team, User
from accrue.billing.services.imports import OrderRow, import_orders
from accrue.contacts.models import Person
from accrue.errors import Invalid
from accrue.metrics.held import tables_held
from accrue.metrics.services import measure_now
from accrue.roi.facts import current_baseline
from accrue.roi.models import Baseline, Goal, Programme
from accrue.roi.selectors.progress import Progress, progress_of, question_of
from accrue.roi.selectors.windows import student_t
from accrue.roi.services import freeze_baseline, set_goal
from accrue.roi.services.baselines import Asked
from accrue.sales.models import Deal, Pipeline, Stage
from accrue_facts.measures.answer import Answer


def standing(goal: Goal, today: date) -> Progress:
    """How it stands by the facts of now."""
    [answer] = measure_now([question_of(goal, today)], is_fresh=True).answers
    assert isinstance(answer, Answer)
    return progress_of(goal, answer, today)


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
    kept = freeze_baseline(actor=finance, asked=Asked("revenue", date(2025, 1, 1), date(2025, 4, 30)))
    assert (kept.value, kept.months, kept.records) == (Decimal("250.00"), 4, 4)
    half = Decimal(str(t.ppf(0.95, 3) * 129.09944 / 2))
    assert abs(kept.high - kept.value - half) < Decimal("0.5")
    assert kept.coverage == Decimal("0.0333")
    again = freeze_baseline(actor=finance, asked=Asked("revenue", date(2025, 1, 1), date(2025, 4, 30)))
    assert again.fingerprint == kept.fingerprint
    assert (again.supersedes, Baseline.objects.filter(superseded_by=None).get()) == (kept, again)
    import_orders(actor=None, rows=[order(date(2025, 2, 11), 1)])
    third = freeze_baseline(actor=finance, asked=Asked("revenue", date(2025, 1, 1), date(2025, 4, 30)))
    assert third.fingerprint != kept.fingerprint


def test_a_baseline_is_never_edited(finance: User, programme: Programme) -> None:
    import_orders(actor=None, rows=[order(date(2025, 1, 10), 100_00)])
    freeze_baseline(actor=finance, asked=Asked("orders", date(2025, 1, 1), date(2025, 1, 31)))
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
    import_orders(actor=None, rows=[order(date(2025, 1, 10), 100_00)])
    with pytest.raises(Invalid) as caught:
        freeze_baseline(actor=finance, asked=Asked("revenue", first, last))
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
    found = standing(goal, start + timedelta(weeks=10))
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
        without_source=True,
    )
    import_orders(actor=None, rows=[order(date(2025, 1, 10), 100_00)])
    assert standing(goal, date(2026, 1, 20)).state == "nothing recorded yet"
    import_orders(actor=None, rows=[order(date(2026, 1, 10), 100_00)])
    assert standing(goal, date(2026, 1, 20)).state == "too early to say"
    assert standing(goal, date(2027, 1, 1)).state == "missed"


def deals(finance: User, weeks: int, team: Team | None = None, won: int = 3, lost: int = 1) -> None:
    """Every week from 5 January 2026 some deals end, won or lost."""
    pipeline = Pipeline.objects.create(name=f"P{weeks}{team}")
    stages = {
        kind: Stage.objects.create(
            pipeline=pipeline, name=kind, kind=kind, position=n, probability=100 - 100 * n
        )
        for n, kind in enumerate(("won", "lost"))
    }
    for week in range(weeks):
        at = datetime(2026, 1, 7, 12, tzinfo=UTC) + timedelta(weeks=week)
        for n in range(won + lost):
            Deal.objects.create(
                name="D",
                owner=finance,
                team=team,
                currency="EUR",
                amount_minor=1_000,
                stage=stages["won" if n < won else "lost"],
                pipeline=pipeline,
                created_at=at - timedelta(days=10),
                closed_at=at,
            )


def test_a_goal_of_a_share_has_an_interval_and_down_means_at_most(
    finance: User, programme: Programme
) -> None:
    deals(finance, 10)
    when = {"starts_on": date(2026, 1, 5), "due_on": date(2026, 6, 30)}
    for target, state in ((70, "on track"), (80, "off track")):
        goal = set_goal(actor=finance, measure="win_rate", target=Decimal(target), **when)
        found = standing(goal, date(2026, 3, 16))
        assert (found.value, found.weeks, found.state, found.share) == (75.0, 10, state, None)
        assert found.low == found.expected == found.high == pytest.approx(75.0)
    days = set_goal(actor=finance, measure="cycle_days", target=Decimal(11), **when)
    assert days.at_most
    assert standing(days, date(2026, 3, 16)).state == "on track"
    assert standing(days, date(2027, 1, 1)).state == "reached"
    Goal.objects.filter(pk=days.pk).update(target=9)
    days.refresh_from_db()
    assert standing(days, date(2026, 3, 16)).state == "off track"


def test_the_interval_of_a_share_is_that_of_its_weeks(finance: User, programme: Programme) -> None:
    """Weeks of 1 and 3 won of 4 in turn: residuals ±1, so that their deviation is known by hand."""
    deals(finance, 8, won=3, lost=1)
    goal = set_goal(
        actor=finance,
        measure="win_rate",
        target=Decimal(50),
        starts_on=date(2026, 1, 5),
        due_on=date(2026, 4, 26),
    )
    for week in range(0, 8, 2):
        at = datetime(2026, 1, 7, 12, tzinfo=UTC) + timedelta(weeks=week)
        lost = Deal.objects.filter(stage__kind="lost", closed_at=at).first()
        for deal in Deal.objects.filter(stage__kind="won", closed_at=at)[:2]:
            Deal.objects.filter(pk=deal.pk).update(stage=lost.stage)
    found = standing(goal, date(2026, 3, 2))
    left = 55 / 7
    spread = (8 / 7) ** 0.5  # of ±1, eight weeks
    half = 1.6448536 * spread * (left + left**2 / 8) ** 0.5 / (32 + 4 * left) * 100
    assert (found.value, found.weeks) == (50.0, 8)
    assert found.high - found.expected == pytest.approx(half, rel=1e-6)
    assert found.state == "could go either way"


def test_a_share_of_one_busy_month_claims_no_interval(finance: User, programme: Programme) -> None:
    deals(finance, 3)
    Programme.objects.update(go_live=date(2026, 6, 1))
    kept = freeze_baseline(actor=finance, asked=Asked("win_rate", date(2026, 1, 1), date(2026, 3, 31)))
    assert (kept.value, kept.low, kept.months) == (Decimal("75.00"), None, 3)


def test_goals_and_baselines_of_a_team_know_only_it(finance: User, programme: Programme) -> None:
    north = Team.objects.create(name="North")
    deals(finance, 10, team=north, won=4, lost=0)
    deals(finance, 9, won=0, lost=4)
    goal = set_goal(
        actor=finance,
        measure="win_rate",
        target=Decimal(90),
        starts_on=date(2026, 1, 5),
        due_on=date(2026, 12, 31),
        team=north,
    )
    assert standing(goal, date(2026, 2, 16)).value == 100.0
    Programme.objects.update(go_live=date(2026, 6, 1))
    window = (date(2026, 1, 1), date(2026, 3, 31))
    whole = freeze_baseline(actor=finance, asked=Asked("win_rate", *window))
    part = freeze_baseline(actor=finance, asked=Asked("win_rate", *window, team=north))
    assert (whole.value, part.value, part.supersedes) == (Decimal("52.63"), Decimal("100.00"), None)
    assert whole.low < whole.value < whole.high
    assert whole.fingerprint != part.fingerprint
    assert whole.facts_fingerprint == part.facts_fingerprint != ""
    assert current_baseline() is None, "the statement's window is that of what is sold"


def test_a_sum_of_no_records_has_no_track(finance: User, programme: Programme) -> None:
    """Twelve weeks without an order are no sign that the next will have none; once the day is over it was missed."""
    import_orders(actor=None, rows=[order(date(2025, 1, 10), 100_00)])
    goal = set_goal(
        actor=finance,
        measure="revenue",
        target=Decimal(10_000),
        starts_on=date(2026, 1, 5),
        due_on=date(2026, 12, 31),
    )
    found = standing(goal, date(2026, 4, 1))
    assert (found.state, found.expected) == ("nothing recorded yet", None)
    assert standing(goal, date(2027, 1, 1)).state == "missed"


def test_a_measure_without_its_records_is_not_chosen_by_accident(finance: User, programme: Programme) -> None:
    wanted = {
        "measure": "csat",
        "target": Decimal(80),
        "starts_on": date(2026, 1, 1),
        "due_on": date(2026, 12, 31),
    }
    with pytest.raises(Invalid) as caught:
        set_goal(actor=finance, **wanted)
    assert "No surveys are recorded yet" in caught.value.fields["measure"]
    assert set_goal(actor=finance, **wanted, without_source=True).measure == "csat"
    with pytest.raises(Invalid, match="cannot be frozen"):
        freeze_baseline(actor=finance, asked=Asked("csat", date(2025, 1, 1), date(2025, 1, 31)))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"measure": "profit"}, "measure"),
        ({"measure": "win_rate", "target": Decimal(101)}, "target"),
        ({"measure": "nps", "target": Decimal(-101)}, "target"),
        ({"measure": "orders", "target": Decimal(0)}, "target"),
        ({"measure": "orders", "dimension": "stage"}, "dimension"),
        ({"measure": "cac", "team": True}, "team"),
        ({"dimension_value": "DE"}, "dimension"),
    ],
)
def test_goals_that_make_no_sense(
    finance: User, programme: Programme, change: dict[str, object], field: str
) -> None:
    wanted = {
        "measure": "orders",
        "target": Decimal(1),
        "starts_on": date(2026, 1, 1),
        "due_on": date(2026, 2, 1),
    }
    if change.get("team"):
        change = change | {"team": Team.objects.create(name="North")}
    with pytest.raises(Invalid) as caught:
        set_goal(actor=finance, without_source=True, **(wanted | change))
    assert field in caught.value.fields


def test_what_holds_records_is_known_without_measuring(finance: User, programme: Programme) -> None:
    assert not tables_held() & {"orders", "deals", "surveys"}
    import_orders(actor=None, rows=[order(date(2025, 1, 10), 100_00)])
    assert {"orders", "people"} <= tables_held()

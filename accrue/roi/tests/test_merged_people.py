"""What an experiment brought stays what it was when its people are merged, and when the merge is undone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from accrue import clock
from accrue.accounts.models import User
from accrue.billing.services import import_orders
from accrue.contacts.models import Person
from accrue.experiments.models import Assignment, Experiment
from accrue.experiments.services import assign_arm, assign_people, create_experiment
from accrue.metrics.services import export_facts
from accrue.quality.services import merge, undo_merge
from accrue.quality.tests.merging import joined
from accrue.roi.tests.exported import order, person, rows

START = clock.now() - timedelta(days=10)


@pytest.fixture
def admin(steward: User) -> User:
    from accrue.accounts.services import create_user

    return create_user(email="root@accrue.test", name="Root", roles=["administrator"])


@pytest.fixture
def spring(steward: User) -> Experiment:
    return create_experiment(
        actor=steward, key="spring", name="Spring", seed=3, window_days=30, starts_at=START
    )


def drawn(experiment: Experiment, *people: Person) -> None:
    ids = [one.pk for one in people]
    assign_people(actor=None, experiment=experiment, person_ids=ids, assigned_at=START)


def told(folder: Path) -> dict[str, list[tuple[str, ...]]]:
    """Every row about the experiment in order, without the name of the person."""
    found = export_facts(folder, csv=True).directory
    return {
        table: [tuple(v for k, v in row.items() if k != "person_id") for row in rows(found, table)]
        for table in ("experiments", "outcomes")
    }


def bought(buyer: Person, minor: int, days: int = 1) -> None:
    import_orders(
        actor=None, rows=[order(buyer, START + timedelta(days=days), minor, margin_minor=minor // 2)]
    )


def test_no_merge_and_no_undo_changes_what_was_counted(
    admin: User, spring: Experiment, tmp_path: Path
) -> None:
    a, b, undrawn, c, d = (person(f"P{n}") for n in range(5))
    drawn(spring, a, b, c, d)
    for n, one in enumerate((a, b, undrawn, c, d), 1):
        bought(one, 1000 * n)
        bought(one, 77 * n, days=-3)
    before = told(tmp_path / "0")
    made = [joined(admin, a, b)]
    assert told(tmp_path / "1") == before, "both were drawn"
    made.append(joined(admin, undrawn, c))
    assert told(tmp_path / "2") == before, "only the one merged away was drawn"
    made.append(joined(admin, d, undrawn))
    assert told(tmp_path / "3") == before, "a chain, drawn at both ends"
    assert Assignment.objects.count() == 4
    for n, one in enumerate(reversed(made), 4):
        undo_merge(actor=admin, merge_id=one.pk)
        assert told(tmp_path / str(n)) == before


def test_what_is_bought_after_the_merge_counts_for_who_was_drawn(
    admin: User, spring: Experiment, tmp_path: Path
) -> None:
    kept, away, other = person("Kept"), person("Away"), person("Other")
    drawn(spring, away, other)
    bought(kept, 5_000), bought(away, 700)
    joined(admin, kept, away)
    bought(kept, 300, days=2)
    folder = export_facts(tmp_path / "facts", csv=True).directory
    revenue = {r["person_id"]: r["value"] for r in rows(folder, "outcomes") if r["measure"] == "revenue"}
    assert revenue == {str(kept.pk): "10", str(other.pk): "0"}, "7 from before under the old record, 3 since"
    assert {r["person_id"] for r in rows(folder, "orders")} == {str(kept.pk)}, (
        "so no other line counts them too"
    )
    assert {r["person_id"] for r in rows(folder, "people")} == {str(kept.pk), str(other.pk)}
    assert sum(float(r["amount"]) for r in rows(folder, "orders")) == 60


def test_both_drawn_stay_two_of_the_experiment(admin: User, spring: Experiment, tmp_path: Path) -> None:
    kept, away = person("Kept"), person("Away")
    drawn(spring, kept, away)
    bought(away, 700)
    joined(admin, kept, away)
    bought(kept, 300)
    folder = export_facts(tmp_path / "facts", csv=True).directory
    revenue = {r["person_id"]: r["value"] for r in rows(folder, "outcomes") if r["measure"] == "revenue"}
    assert revenue == {str(kept.pk): "3", str(away.pk): "7"}


def test_an_order_given_to_somebody_else_since_is_theirs(
    admin: User, spring: Experiment, tmp_path: Path
) -> None:
    kept, away, third = person("Kept"), person("Away"), person("Third")
    drawn(spring, away, third)
    bought(away, 700)
    joined(admin, kept, away)
    kept.orders.update(person=third)
    folder = export_facts(tmp_path / "facts", csv=True).directory
    revenue = {r["person_id"]: r["value"] for r in rows(folder, "outcomes") if r["measure"] == "revenue"}
    assert revenue == {str(kept.pk): "0", str(third.pk): "7"}


def test_nobody_is_drawn_twice(admin: User, spring: Experiment) -> None:
    kept, away = person("Kept"), person("Away")
    drawn(spring, away)
    arm = Assignment.objects.get(person=away).arm
    joined(admin, kept, away)
    for one in (kept, away):
        assert assign_arm(actor=None, experiment=spring, person_id=one.pk).arm == arm
    assert Assignment.objects.count() == 1


def test_the_experiment_tells_of_the_merge(admin: User, spring: Experiment) -> None:
    from accrue.events.models import Event

    kept, away = person("Kept"), person("Away")
    drawn(spring, kept, away)
    kept.refresh_from_db(), away.refresh_from_db()
    made = merge(
        actor=admin, kind="person", keep_id=kept.pk, away_id=away.pk, versions=(kept.version, away.version)
    )
    undo_merge(actor=admin, merge_id=made.pk)
    told = Event.objects.filter(subject_kind="experiment", name__startswith="DrawnPeople").order_by("pk")
    assert [event.name for event in told] == ["DrawnPeopleMerged", "DrawnPeopleParted"]

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from accrue.accounts.models import User
from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.errors import Conflict, Forbidden, Invalid
from accrue.events.models import Event, Mention
from accrue.experiments.models import Arm, Assignment, Experiment
from accrue.experiments.selectors import arm_counts, ratio_check
from accrue.experiments.services import assign_arm, assign_people, create_experiment, end_experiment

SHARES = {"control": Decimal("0.25"), "mail": Decimal("0.75")}


@pytest.fixture
def marketer(db: None) -> User:
    ensure_built_in_roles()
    return create_user(email="mark@example.com", name="Mark Eter", roles=["marketer"])


@pytest.fixture
def experiment(marketer: User) -> Experiment:
    return create_experiment(actor=marketer, key="spring-mail", name="Spring mail", arms=SHARES, seed=42)


def people(number: int) -> list[int]:
    person = apps.get_model("contacts.Person")
    made = person.objects.bulk_create(person(given_name="P", family_name=str(i)) for i in range(number))
    return [person.pk for person in made]


def test_an_experiment_says_its_arms_and_its_seed(experiment: Experiment) -> None:
    assert experiment.planned_share == Decimal("0.75")
    fact = Event.objects.get(name="ExperimentStarted").data
    assert (fact["seed"], fact["arms"]) == (42, ["control 0.25", "mail 0.75"])


def test_a_person_keeps_the_arm_and_the_fact_stands_on_both_timelines(
    marketer: User, experiment: Experiment
) -> None:
    (pk,) = people(1)
    first = assign_arm(actor=marketer, experiment=experiment, person_id=pk)
    again = assign_arm(actor=None, experiment=experiment, person_id=pk)
    assert (again.pk, again.arm) == (first.pk, first.arm)
    assert Event.objects.filter(name="PersonAssigned").count() == 1
    assert set(Mention.objects.filter(event__name="PersonAssigned").values_list("kind", "record_id")) == {
        ("experiment", experiment.pk),
        ("person", pk),
    }


def test_many_are_assigned_at_once_and_the_rest_are_left_alone(
    marketer: User, experiment: Experiment, django_assert_max_num_queries
) -> None:
    ids = people(3_000)
    assert assign_people(actor=marketer, experiment=experiment, person_ids=ids[:1_000]) == 1_000
    before = dict(Assignment.objects.values_list("person_id", "arm"))
    with django_assert_max_num_queries(40):
        assert assign_people(actor=marketer, experiment=experiment, person_ids=[*ids, *ids]) == 2_000
    after = dict(Assignment.objects.values_list("person_id", "arm"))
    assert {pk: after[pk] for pk in before} == before
    counts = {arm.name: arm.people for arm in arm_counts(experiment)}
    assert counts["control"] == pytest.approx(750, abs=90)
    check = ratio_check(arm_counts(experiment))
    assert check is not None
    assert check.passed


def test_the_same_seed_draws_the_same_arms_in_another_experiment(
    marketer: User, experiment: Experiment
) -> None:
    ids = people(200)
    twin = create_experiment(actor=marketer, key="twin", name="Twin", arms=SHARES, seed=42)
    for one in (experiment, twin):
        assign_people(actor=marketer, experiment=one, person_ids=ids)
    drawn = [dict(one.assignments.values_list("person_id", "arm")) for one in (experiment, twin)]
    assert drawn[0] == drawn[1]


def test_arms_and_assignments_are_never_changed(marketer: User, experiment: Experiment) -> None:
    (pk,) = people(1)
    assign_arm(actor=marketer, experiment=experiment, person_id=pk)
    for change in (
        lambda: Assignment.objects.update(arm="control"),
        lambda: Assignment.objects.all().delete(),
        lambda: Arm.objects.update(planned_share=Decimal("0.5")),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("arms", "key", "window", "field"),
    [
        ({"a": Decimal("0.5"), "b": Decimal("0.5")}, "k1", 90, "arms"),
        ({"control": Decimal("0.5"), "b": Decimal("0.4")}, "k1", 90, "arms"),
        ({"control": Decimal(1)}, "k1", 90, "arms"),
        ({"control": Decimal("1.5"), "b": Decimal("-0.5")}, "k1", 90, "arms"),
        (SHARES, "Bad Key", 90, "key"),
        (SHARES, "spring-mail", 90, "key"),
        (SHARES, "k1", 0, "window_days"),
    ],
)
def test_what_cannot_start(
    marketer: User,
    experiment: Experiment,
    arms: dict[str, Decimal],
    key: str,
    window: int,
    field: str,
) -> None:
    with pytest.raises(Invalid) as caught:
        create_experiment(actor=marketer, key=key, name="N", arms=arms, window_days=window)
    assert field in caught.value.fields


def test_nobody_is_assigned_before_the_start_or_after_the_end(marketer: User, experiment: Experiment) -> None:
    ids = people(2)
    assign_people(actor=marketer, experiment=experiment, person_ids=ids[:1])
    end_experiment(actor=marketer, experiment=experiment)
    with pytest.raises(Conflict):
        assign_arm(actor=marketer, experiment=experiment, person_id=ids[1])
    with pytest.raises(Conflict):
        end_experiment(actor=marketer, experiment=experiment)
    assert assign_arm(actor=marketer, experiment=experiment, person_id=ids[0])
    later = create_experiment(
        actor=marketer, key="later", name="Later", starts_at=datetime(2999, 1, 1, tzinfo=UTC)
    )
    with pytest.raises(Conflict):
        assign_arm(actor=marketer, experiment=later, person_id=ids[1])


def test_reps_do_not_run_experiments(marketer: User) -> None:
    rep = create_user(email="rep@example.com", name="Rep", roles=["rep"])
    with pytest.raises(Forbidden):
        create_experiment(actor=rep, key="mine", name="Mine")

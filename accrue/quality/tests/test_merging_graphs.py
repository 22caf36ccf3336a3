"""Whatever points to whatever: merged and undone in any order that is possible, every table is as it was."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from accrue import clock
from accrue.billing.models import Order
from accrue.contacts.models import Company, Person
from accrue.errors import Conflict
from accrue.experiments.models import Assignment, Experiment
from accrue.filters.models import Opening
from accrue.quality.merge_fields import FIELDS
from accrue.quality.models import Merge
from accrue.quality.services import undo_merge
from accrue.quality.tests.merging import joined, tables
from accrue.sales.models import Deal
from accrue.sales.services import ensure_default_pipeline

COUNT = 5
one_of_them = some.integers(0, COUNT - 1)
maybe = some.none() | one_of_them
words = some.sampled_from(["", "", "one", "two"])
graphs = some.fixed_dictionaries(
    {
        "companies": some.lists(some.tuples(words, words), min_size=COUNT, max_size=COUNT),
        "people": some.lists(some.tuples(words, words, maybe), min_size=COUNT, max_size=COUNT),
        "deals": some.lists(some.tuples(maybe, maybe), max_size=6),
        "orders": some.lists(some.tuples(maybe, maybe), max_size=6),
        "opened": some.sets(some.tuples(some.sampled_from(["person", "company"]), one_of_them), max_size=4),
        "drawn": some.sets(one_of_them, max_size=3),
        "merges": some.lists(
            some.tuples(some.booleans(), one_of_them, one_of_them, some.booleans()), min_size=1, max_size=6
        ),
        "undone": some.permutations(range(6)),
    }
)


@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(graph=graphs)
def test_merged_and_undone_nothing_changed(rep, graph):
    with transaction.atomic():
        companies, people = _made(rep, graph)
        before = tables()
        merges = _merged(rep, companies, people, graph["merges"])
        assert not merges or tables() != before
        _undo_all(rep, merges, graph["undone"])
        after = tables()
        changed = [
            (a, b) for name in before for a, b in zip(before[name], after[name], strict=True) if a != b
        ]
        assert not changed, (graph, changed)
        transaction.set_rollback(True)


def _made(rep: Any, graph: dict[str, Any]) -> tuple[list[Company], list[Person]]:
    stage = ensure_default_pipeline().stages.first()
    assert stage is not None
    own = {"owner": rep, "team": rep.team}
    companies = [
        Company.objects.create(name=f"C{n}", domain=domain, city=city, **own)
        for n, (domain, city) in enumerate(graph["companies"])
    ]
    people = [
        Person.objects.create(
            given_name=f"P{n}", email=email, segment=segment, company=_at(companies, at), **own
        )
        for n, (email, segment, at) in enumerate(graph["people"])
    ]
    for n, (person, company) in enumerate(graph["deals"]):
        to = {"person": _at(people, person), "company": _at(companies, company)}
        Deal.objects.create(
            name=f"D{n}", currency="EUR", amount_minor=n, stage=stage, pipeline=stage.pipeline, **to
        )
    for n, (person, company) in enumerate(graph["orders"]):
        to = {"person": _at(people, person), "company": _at(companies, company)}
        Order.objects.create(number=f"O-{n}", ordered_at=clock.now(), amount_minor=n, currency="EUR", **to)
    for kind, n in sorted(graph["opened"]):
        record = (people if kind == "person" else companies)[n]
        Opening.objects.create(user=rep, kind=kind, record_id=record.pk)
    trial = Experiment.objects.create(key="trial", name="Trial", seed=1, starts_at=clock.now(), owner=rep)
    for n in sorted(graph["drawn"]):
        Assignment.objects.create(experiment=trial, person=people[n], arm="control", assigned_at=clock.now())
    return companies, people


def _at[R](records: list[R], n: int | None) -> R | None:
    return None if n is None else records[n]


def _merged(rep: Any, companies: list[Company], people: list[Person], wanted: list[Any]) -> list[Merge]:
    """Those of the wanted merges that are possible after the ones before."""
    made = []
    for is_person, keep, away, takes in wanted:
        records: list[Any] = list(people if is_person else companies)
        choices = {f.name: "away" for f in FIELDS["person" if is_person else "company"]} if takes else {}
        if keep != away:
            with suppress(Conflict):
                made.append(joined(rep, records[keep], records[away], **choices))
    return made


def _undo_all(rep: Any, merges: list[Merge], order: list[int]) -> None:
    """In the order given as far as it is possible; what is refused comes again, and some always goes."""
    waiting = [merges[n] for n in order if n < len(merges)]
    while waiting:
        refused = []
        for one in waiting:
            try:
                undo_merge(actor=rep, merge_id=one.pk)
            except Conflict:
                refused.append(one)
        assert len(refused) < len(waiting)
        waiting = refused

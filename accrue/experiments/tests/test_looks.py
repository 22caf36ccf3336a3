"""Who saw what of an experiment before its end is noted for good."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accrue import clock
from accrue.accounts.models import User
from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.events.models import Event
from accrue.experiments.models import Experiment, Look
from accrue.experiments.selectors import looks_at
from accrue.experiments.services import Seen, create_experiment, end_experiment, record_looks

SEEN = Seen("spring-mail", "mail", "revenue", 123_456, -1_000, 250_000, "EUR")


@pytest.fixture
def boss(db: None) -> User:
    ensure_built_in_roles()
    return create_user(email="boss@example.com", name="Bo Ss", roles=["administrator", "finance"])


@pytest.fixture
def experiment(boss: User) -> Experiment:
    half = {"control": Decimal("0.5"), "mail": Decimal("0.5")}
    return create_experiment(
        actor=boss, key="spring-mail", name="Spring mail", arms=half, seed=42, window_days=30
    )


def test_each_look_is_kept_with_who_when_and_what(boss: User, experiment: Experiment) -> None:
    unknown = Seen("another", "mail", "revenue", 1, None, None, "EUR")
    assert record_looks(actor=boss, source="Statement 1", seen=[SEEN, unknown]) == 1
    assert record_looks(actor=None, source="Statement 2", seen=[SEEN]) == 1
    later, first = looks_at(boss, experiment) or []
    assert (first.by, first.source, first.arm, first.value_minor) == (boss, "Statement 1", "mail", 123_456)
    assert (later.by, later.source) == (None, "Statement 2")
    facts = Event.objects.filter(name="ExperimentLookedAt").order_by("id")
    assert [fact.data["source"] for fact in facts] == ["Statement 1", "Statement 2"]


def test_a_look_is_never_changed(boss: User, experiment: Experiment) -> None:
    record_looks(actor=boss, source="Statement 1", seen=[SEEN])
    for change in (lambda: Look.objects.update(value_minor=1), lambda: Look.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_looks_count_until_everybody_was_watched(
    boss: User, experiment: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_experiment(actor=boss, experiment=experiment)
    assert record_looks(actor=boss, source="Statement 1", seen=[SEEN]) == 1
    later = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert record_looks(actor=boss, source="Statement 2", seen=[SEEN]) == 0


def test_the_page_and_the_api_show_them(client: Client, boss: User, experiment: Experiment) -> None:
    client.force_login(boss)
    page = client.get("/experiments/spring-mail/").content.decode()
    assert "Nobody has seen what it brought before its end" in page
    record_looks(actor=boss, source="Statement 7", seen=[SEEN])
    page = client.get("/experiments/spring-mail/").content.decode()
    assert "Statement 7" in page
    assert "1,234.56" in page
    assert "one more chance to be wrong" in page


def test_figures_are_for_those_who_may_see_statements(experiment: Experiment) -> None:
    record_looks(actor=None, source="Statement 7", seen=[SEEN])
    rep = create_user(email="rep@example.com", name="Re P", roles=["rep"])
    assert looks_at(rep, experiment) is None

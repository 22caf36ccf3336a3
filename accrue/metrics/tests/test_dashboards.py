"""Measures asked by pages and programs: answered by the worker, kept, and within everybody's reach."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accrue import clock
from accrue.accounts.models import User
from accrue.accounts.tokens import create_token
from accrue.errors import Forbidden
from accrue.metrics.built_in import BUILT_IN
from accrue.metrics.models import MeasureAnswer
from accrue.metrics.services import answer_measures, ask_measures
from accrue.metrics.tests.books import two_teams
from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.question import Question

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
DAYS = "from=2026-01-01&to=2026-03-31"
REVENUE = Question("revenue", FIRST, LAST)


@pytest.fixture
def cast(db: None, tmp_path, monkeypatch) -> dict[str, User]:
    monkeypatch.setattr("accrue.metrics.services.answering.environment.home", tmp_path)
    monkeypatch.setattr("accrue.metrics.services.exporting.environment.home", tmp_path)
    return two_teams()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def value(user: User, question: Question) -> float | None:
    ask_measures(actor=user, questions=[question])
    answer_measures()
    kept = ask_measures(actor=user, questions=[question])[0]
    assert isinstance(kept, MeasureAnswer)
    assert not kept.error
    return kept.answer["total"]["value"]


def test_a_question_is_answered_by_the_worker_and_kept(cast):
    waiting = ask_measures(actor=cast["finance"], questions=[REVENUE])[0]
    assert waiting.is_waiting
    assert answer_measures() == 1
    assert answer_measures() == 0
    assert value(cast["finance"], REVENUE) == 157.5
    assert MeasureAnswer.objects.count() == 1


def test_managers_see_their_teams_and_only_them(cast):
    assert value(cast["north"], REVENUE) == 150.5
    assert value(cast["south"], REVENUE) == 7.0
    asked_for_others = Question("revenue", FIRST, LAST, only=(("team", ("South",)),))
    assert isinstance(ask_measures(actor=cast["north"], questions=[asked_for_others])[0], Forbidden)
    for user, measure in ((cast["nobody"], "revenue"), (cast["north"], "cac")):
        assert isinstance(ask_measures(actor=user, questions=[Question(measure, FIRST, LAST)])[0], Forbidden)
    with pytest.raises(Forbidden):
        ask_measures(actor=cast["agent"], questions=[REVENUE])


def test_old_answers_stand_until_there_are_new_ones(cast):
    finance = cast["finance"]
    value(finance, REVENUE)
    MeasureAnswer.objects.update(
        asked_at=clock.now() - timedelta(hours=2), answered_at=clock.now() - timedelta(hours=1)
    )
    old = ask_measures(actor=finance, questions=[REVENUE])[0]
    assert old.answer["total"]["value"] == 157.5
    assert answer_measures() == 1


def test_what_cannot_be_measured_is_said(cast):
    from accrue.roi.models import Programme

    Programme.objects.all().delete()
    ask_measures(actor=cast["finance"], questions=[REVENUE])
    answer_measures()
    assert "programme" in ask_measures(actor=cast["finance"], questions=[REVENUE])[0].error.lower()


def test_the_pages_show_figures_as_they_come(cast):
    client = signed_in(cast["finance"])
    for key in ("sales", "return", "service"):
        address = f"{reverse('metrics:dashboard', args=[key])}?{DAYS}"
        assert "Being worked out" in client.get(address).content.decode()
        answer_measures()
        page = client.get(address).content.decode()
        assert "Being worked out" not in page
        assert 'hx-trigger="every 1s"' not in page
        for said in {
            "sales": ("€157.50", "No leads yet."),
            "return": ("€63",),
            "service": ("No cases yet.",),
        }[key]:
            assert said in page
    for measure in MEASURES:
        assert client.get(reverse("metrics:measure", args=[measure])).status_code == 200
    answer_measures()
    for measure in MEASURES:
        page = client.get(reverse("metrics:measure", args=[measure])).content.decode()
        assert MEASURES[measure].formula.split("&")[0][:30] in page.replace("&#x27;", "'")
        assert not re.search("Being worked out|could not be worked out", page)


def test_records_behind_a_figure_are_those_one_may_see(cast):
    url = f"{reverse('metrics:records', args=['revenue'])}?{DAYS}"
    for who, sums, links in (("finance", "€157.50", 3), ("north", "€150.50", 2)):
        client = signed_in(cast[who])
        client.get(url)
        answer_measures()
        page = client.get(url).content.decode()
        assert sums in page
        assert len(re.findall(r'href="/orders/\d+/"', page)) == links


@pytest.mark.parametrize(
    "bad", ["from=x&to=2026-01-01", f"{DAYS}&split=stage", f"{DAYS}&step=hour", f"{DAYS}&only=team"]
)
def test_bad_questions_are_refused_in_words(cast, bad):
    answer = signed_in(cast["finance"]).get(f"{reverse('metrics:measure', args=['revenue'])}?{bad}")
    assert answer.status_code == 422
    assert signed_in(cast["finance"]).get(reverse("metrics:measure", args=["profit"])).status_code == 404


def test_the_api(cast):
    later = clock.now() + timedelta(days=1)
    secret = create_token(user=cast["north"], name="T", scopes=["*:read"], expires_at=later)[1]
    asks = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    listed = Client().get("/api/v1/measures", **asks).json()["items"]
    assert [one["name"] for one in listed] == list(MEASURES)
    url = "/api/v1/measures/revenue?first=2026-01-01&last=2026-03-31&step=month&split=team"
    assert Client().get(url, **asks).json()["state"] == "waiting"
    answer_measures()
    found = Client().get(url, **asks).json()
    assert (found["state"], found["answer"]["total"]["value"]) == ("ready", 150.5)
    assert [one["name"] for one in found["answer"]["groups"]] == ["North"]
    assert Client().get(url.replace("split=team", "split=stage"), **asks).status_code == 422
    assert json.dumps(found)


def test_a_dashboard_asks_as_often_for_few_tiles_as_for_many(cast):
    client, asked = signed_in(cast["north"]), []
    for key in ("sales", "service"):
        address = f"{reverse('metrics:dashboard', args=[key])}?{DAYS}"
        client.get(address)
        answer_measures()
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert asked[0] <= 8


def test_every_tile_has_a_name_of_its_own():
    for one in BUILT_IN.values():
        names = [(tile.measure, tile.split, tile.form == "line") for tile in one.tiles]
        assert len(set(names)) == len(names)


def test_statistics_do_not_load_in_the_web_process():
    code = (
        "import os, sys; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'accrue.settings'); import django; django.setup();"
        "import accrue.urls, accrue.metrics.jobs;"
        "print([m for m in ('numpy', 'pandas', 'duckdb', 'ibis', 'pyarrow') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"

"""A scan over everything, with the real library: what it finds, remembers, forgets and merges by itself."""

from __future__ import annotations

import importlib.util

import pytest

from accrue.accounts.models import User
from accrue.accounts.services import create_user
from accrue.contacts import services as contacts
from accrue.contacts.models import Person
from accrue.environment import environment
from accrue.errors import Conflict, Forbidden, Invalid
from accrue.events.models import Event, Progress
from accrue.quality.jobs import look, look_weekly
from accrue.quality.models import DuplicateRules, Merge, Pair
from accrue.quality.services import change_thresholds, keep_apart, request_scan, undo_merge
from accrue.quality.services.scanning import scan
from accrue_facts.errors import FactsError

pytestmark = pytest.mark.django_db
NAMES = [
    "Ada Byron",
    "Ben Okafor",
    "Clara Novak",
    "David Ito",
    "Elif Costa",
    "Felix Bauer",
    "Greta Lind",
    "Hugo Marsh",
]


def quiet(step, done):
    pass


@pytest.fixture
def admin(roles) -> User:
    return create_user(email="root@accrue.test", name="Root", roles=["administrator"])


@pytest.fixture
def people(rep):
    rows = []
    for n, name in enumerate(NAMES):
        given, family = name.split()
        mail = f"{given}.{family}@mail{n}.example".lower()
        rows.append(
            {"given_name": given, "family_name": family, "email": mail, "phone": f"+4940555{n}{n}{n}1"}
        )
    rows.append({**rows[2], "given_name": "Klara", "email": ""})
    rows.append({**rows[5], "email": rows[5]["email"].upper()})
    return contacts.import_people(actor=rep, rows=rows)


def found() -> set[tuple[int, int]]:
    return set(Pair.objects.filter(kind="person").values_list("left_id", "right_id"))


def test_a_scan_finds_remembers_and_forgets(rep, people):
    clara, felix = (people[2].pk, people[8].pk), (people[5].pk, people[9].pk)
    assert scan(quiet) == 2
    assert found() == {clara, felix}
    pair = Pair.objects.get(left_id=clara[0])
    assert pair.certainty > 0.9
    assert ["phone", "same phone"] in pair.reasons
    keep_apart(actor=rep, pair_id=pair.pk)
    Person.objects.filter(pk=felix[1]).update(
        email="other@else.example", phone="", phone_e164="", given_name="Olga", family_name="Tern"
    )
    scan(quiet)
    pair.refresh_from_db()
    assert (found(), pair.state) == ({clara}, "apart")


def test_companies_and_nothing_at_all(rep):
    assert scan(quiet) == 0
    for name, domain in (
        ("Northwind GmbH", "northwind.example"),
        ("Northwind", "northwind.example"),
        ("Polar AG", ""),
    ):
        contacts.create_company(actor=rep, name=name, domain=domain)
    scan(quiet)
    assert Pair.objects.get().kind == "company"


def test_what_is_certain_is_merged_by_itself_and_can_be_undone(admin, people):
    change_thresholds(actor=admin, version=1, wrong_merge_cost=1, missed_cost=1, automatic_from=0.999)
    scan(quiet)
    made = {(one.keep_id, one.away_id): one for one in Merge.objects.all()}
    assert set(made) == {(people[2].pk, people[8].pk), (people[5].pk, people[9].pk)}
    for one in made.values():
        assert one.merged_by == admin
        undo_merge(actor=admin, merge_id=one.pk)
    assert Person.objects.filter(merged_into__isnull=False).count() == 0


def test_an_engine_that_cannot_be_had_is_told_and_nothing_is_lost(client, rep, people, monkeypatch):
    """Spark is no part of the usual installation, so the tests' own lacks it."""
    scan(quiet)
    before = found()
    missing = importlib.util.find_spec("pyspark") is None
    for engine, said in (
        ("spark", "pip install &#x27;accrue-crm[spark]&#x27;" if missing else "Java 17"),
        ("oracle", "not oracle"),
    ):
        monkeypatch.setattr(environment, "duplicates_engine", engine)
        monkeypatch.setenv("JAVA_HOME", "/nowhere")
        with pytest.raises(FactsError):
            look(progress_id=request_scan(actor=rep).pk)
        client.force_login(rep)
        page = client.get("/duplicates/scan/").content.decode()
        assert said in page
        assert "ACCRUE_DUPLICATES_ENGINE" in page
        assert found() == before


def test_by_itself_nothing_is_merged_unless_it_was_switched_on(people):
    scan(quiet)
    assert not Merge.objects.exists()


def test_rules_are_for_administrators_and_told(admin, rep):
    with pytest.raises(Forbidden):
        change_thresholds(actor=rep, version=1, wrong_merge_cost=1, missed_cost=1, automatic_from=None)
    rules = change_thresholds(actor=admin, version=1, wrong_merge_cost=9, missed_cost=1, automatic_from=None)
    assert (rules.threshold, rules.automatic_by) == (0.9, None)
    assert Event.objects.filter(name="DuplicateRulesChanged").count() == 1
    with pytest.raises(Conflict):
        change_thresholds(actor=admin, version=1, wrong_merge_cost=1, missed_cost=1, automatic_from=None)
    for costs in ((0, 1, None), (1, float("nan"), None), (1, 1, 0.5)):
        with pytest.raises(Invalid):
            change_thresholds(
                actor=admin,
                version=2,
                wrong_merge_cost=costs[0],
                missed_cost=costs[1],
                automatic_from=costs[2],
            )
    assert DuplicateRules.objects.get().version == 2


def test_one_scan_at_a_time_and_it_says_how_far_it_is(client, rep, reader):
    with pytest.raises(Forbidden):
        request_scan(actor=reader)
    client.force_login(rep)
    assert "Nobody has looked" in client.get("/duplicates/scan/").content.decode()
    assert "appear here after a scan" in client.get("/duplicates/").content.decode()
    assert client.post("/duplicates/scan/").status_code == 302
    progress = Progress.objects.get()
    assert request_scan(actor=rep) == progress
    assert "Waiting for the worker" in client.get("/duplicates/scan/").content.decode()
    look(progress_id=progress.pk)
    progress.refresh_from_db()
    assert (progress.state, progress.result_url) == ("done", "/duplicates/")
    look(progress_id=progress.pk)  # once more does nothing
    assert "Look at what was found" in client.get("/duplicates/scan/").content.decode()
    assert "left nothing to decide" in client.get("/duplicates/").content.decode()
    look_weekly()
    assert Progress.objects.count() == 2


def test_the_rules_page_says_what_is_wrong(client, admin):
    client.force_login(admin)
    assert "50" in client.get("/duplicates/rules/").content.decode()
    given = {"wrong_merge_cost": "9", "missed_cost": "1", "automatic": "50", "version": "1"}
    refused = client.post("/duplicates/rules/", given)
    assert refused.status_code == 422
    assert "At least 90 %" in refused.content.decode()
    assert client.post("/duplicates/rules/", given | {"automatic": "99.9"}).status_code == 302
    assert DuplicateRules.objects.get().automatic_from == pytest.approx(0.999)


def test_programs_start_a_scan_follow_it_and_say_how_careful_merging_is(manager, rep, twins, api, work):
    from accrue.accounts.services import create_user

    assert api(manager, "GET", "duplicates/scans/latest").json() is None
    begun = api(manager, "POST", "duplicates/scans")
    assert (begun.status_code, begun.json()["state"]) == (202, "waiting")
    assert api(manager, "POST", "duplicates/scans").json()["id"] == begun.json()["id"]
    work()
    latest = api(manager, "GET", "duplicates/scans/latest").json()
    assert (latest["state"], latest["percent"], latest["error"]) == ("done", 100, "")
    listed = api(manager, "GET", "duplicates").json()["items"]
    assert [(one["left_id"], one["right_id"]) for one in listed] == [(twins.left_id, twins.right_id)]

    boss = create_user(email="ada@accrue.test", name="Ada", roles=["administrator"])
    known = api(boss, "GET", "duplicates/rules").json()
    said = {"wrong_merge_cost": 9, "missed_cost": 1, "automatic_from": 0.99, "version": known["version"]}
    assert api(boss, "PUT", "duplicates/rules", said).json()["shown_from"] == 0.9
    assert api(boss, "PUT", "duplicates/rules", said).status_code == 409
    assert api(manager, "PUT", "duplicates/rules", said).status_code == 403

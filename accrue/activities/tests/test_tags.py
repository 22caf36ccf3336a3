"""Tags on records: added by typing, in bulk, removed; renamed, merged and deleted; asked by the filter language."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accrue.accounts.timelines import timeline_of
from accrue.activities.models import Tag, Tagging
from accrue.activities.selectors.tags import in_words, tags_on, uses
from accrue.activities.services import add_tags, delete_tag, edit_tag, merge_tags, remove_tags
from accrue.contacts.models import Person
from accrue.contacts.services import import_people
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.filters.compiling import narrowed
from accrue.filters.tree import parse


def on(record, kind="person"):
    return [tag.name for tag in tags_on(kind, record.pk)]


def test_capitals_and_accents_make_no_other_tag(floor):
    add_tags(actor=floor.rep, kind="person", ids=[floor.person.pk], names=["Café", "VIP"])
    assert add_tags(actor=floor.rep, kind="person", ids=[floor.person.pk], names=["cafe", " vip "]) == 0
    assert on(floor.person) == ["Café", "VIP"]
    assert Tag.objects.count() == 2


def test_the_timeline_tells_what_came_and_went(floor):
    add_tags(actor=floor.rep, kind="person", ids=[floor.person.pk], names=["VIP", "Fair"])
    assert (
        remove_tags(actor=floor.rep, kind="person", ids=[floor.person.pk], names=["vip", "unheard of"]) == 1
    )
    told = [(one.title, one.body) for one in timeline_of(floor.rep, "person", floor.person.pk).happenings]
    assert told[:2] == [("Tag removed", "VIP"), ("Tagged", "VIP, Fair")]


def test_many_at_once_cost_the_same_whatever_their_number(floor):
    asked = []
    for size in (10, 100):
        rows = [{"given_name": f"P{size}-{n}"} for n in range(size)]
        ids = [person.pk for person in import_people(actor=floor.rep, rows=rows)]
        with CaptureQueriesContext(connection) as queries:
            assert add_tags(actor=floor.rep, kind="person", ids=ids, names=["Fair"]) == size
        asked.append(len(queries))
    assert asked[1] <= asked[0]
    assert Tagging.objects.count() == 110


@pytest.mark.parametrize(
    ("who", "error"), [("stranger", Missing), ("reader", Forbidden), ("colleague", None)]
)
def test_only_who_may_edit_the_record(floor, who, error):
    if error is None:
        assert add_tags(actor=getattr(floor, who), kind="person", ids=[floor.person.pk], names=["VIP"]) == 1
        return
    with pytest.raises(error):
        add_tags(actor=getattr(floor, who), kind="person", ids=[floor.person.pk], names=["VIP"])
    assert not Tag.objects.exists()


def test_one_foreign_id_among_many_writes_nothing(floor):
    mine, theirs = floor.person, import_people(actor=floor.stranger, rows=[{"given_name": "X"}])[0]
    with pytest.raises(Missing):
        add_tags(actor=floor.rep, kind="person", ids=[mine.pk, theirs.pk], names=["VIP"])
    assert not Tagging.objects.exists()


@pytest.mark.parametrize("names", [[], [" "], ["x" * 41], [f"t{n}" for n in range(21)], ["\0"]])
def test_what_cannot_be_a_tag_is_refused(floor, names):
    with pytest.raises(Invalid):
        add_tags(actor=floor.rep, kind="person", ids=[floor.person.pk], names=names)


def test_a_kind_that_carries_nothing_is_missing(floor):
    with pytest.raises(Missing):
        add_tags(actor=floor.boss, kind="user", ids=[floor.rep.pk], names=["VIP"])


def test_lists_are_narrowed_by_tag(floor):
    other = import_people(actor=floor.rep, rows=[{"given_name": "Other"}])[0]
    add_tags(actor=floor.rep, kind="person", ids=[floor.person.pk], names=["VIP"])
    add_tags(actor=floor.rep, kind="company", ids=[floor.company.pk], names=["Fair"])
    vip, fair = (Tag.objects.get(name=name).pk for name in ("VIP", "Fair"))

    def found(op, value=None):
        condition = ["tags", op] if value is None else ["tags", op, value]
        rows = narrowed(floor.rep, "person", Person.objects.all(), parse({"all": [condition]}))
        return set(rows.values_list("pk", flat=True))

    assert found("any", [vip]) == {floor.person.pk}
    assert found("any", [fair]) == set()
    assert found("none", [vip]) == {other.pk}
    assert found("empty") == {other.pk}


def test_a_name_that_is_taken_offers_to_merge(floor):
    add_tags(actor=floor.rep, kind="person", ids=[floor.person.pk], names=["VIP", "Fair"])
    fair = Tag.objects.get(name="Fair")
    with pytest.raises(Conflict, match="Merge"):
        edit_tag(actor=floor.manager, tag_id=fair.pk, version=1, name="vip", colour="info")
    edit_tag(actor=floor.manager, tag_id=fair.pk, version=1, name="Trade fair", colour="info")
    assert on(floor.person) == ["Trade fair", "VIP"]
    with pytest.raises(Conflict, match="meanwhile"):
        edit_tag(actor=floor.manager, tag_id=fair.pk, version=1, name="Fair", colour="info")
    with pytest.raises(Forbidden):
        edit_tag(actor=floor.rep, tag_id=fair.pk, version=2, name="Fair", colour="info")


def test_merging_keeps_every_record(floor):
    add_tags(actor=floor.rep, kind="person", ids=[floor.person.pk], names=["VIP", "Key"])
    add_tags(actor=floor.rep, kind="company", ids=[floor.company.pk], names=["Key"])
    vip, key = (Tag.objects.get(name=name).pk for name in ("VIP", "Key"))
    merge_tags(actor=floor.manager, keep_id=vip, away_id=key)
    assert on(floor.person) == ["VIP"]
    assert on(floor.company, "company") == ["VIP"]
    assert in_words(uses([vip])[vip]) == "1 company, 1 person"


def test_deleting_says_how_many_carried_it(floor):
    add_tags(actor=floor.rep, kind="person", ids=[floor.person.pk], names=["VIP"])
    with pytest.raises(Forbidden):
        delete_tag(actor=floor.rep, tag_id=Tag.objects.get().pk)
    assert delete_tag(actor=floor.manager, tag_id=Tag.objects.get().pk) == 1
    assert on(floor.person) == []


def test_the_panel(floor, client_of):
    rep = client_of(floor.rep)
    url = reverse("activities:tag_record", args=["person", floor.person.pk])
    answer = rep.post(url, {"name": "VIP, Fair <b>"}, headers={"HX-Request": "true"})
    assert "Fair &lt;b&gt;" in answer.text
    assert "Remove the tag VIP" in answer.text
    refused = rep.post(url, {"name": "x" * 41}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "x" * 41 in refused.text
    panel = reverse("activities:record_tags", args=["person", floor.person.pk])
    assert panel in rep.get(f"/people/{floor.person.pk}/").text
    assert "Remove the tag VIP" in rep.get(panel).text
    seen = client_of(floor.reader).get(panel)
    assert "VIP" in seen.text
    assert "Remove the tag" not in seen.text
    off = reverse("activities:untag_record", args=["person", floor.person.pk])
    assert "VIP" not in rep.post(off, {"name": "VIP"}, headers={"HX-Request": "true"}).text


def test_the_page_of_tags_costs_the_same_for_10_and_100(floor, client_of):
    boss, asked = client_of(floor.boss), []
    for size in (10, 90):
        Tag.objects.bulk_create(Tag(name=f"T{size}-{n}") for n in range(size))
        boss.get("/tags/")
        with CaptureQueriesContext(connection) as queries:
            assert boss.get("/tags/").status_code == 200
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 1
    assert asked[1] <= 8


def test_an_empty_page_says_what_will_appear(floor, client_of):
    assert "No tags yet" in client_of(floor.boss).get("/tags/").text
    assert client_of(floor.rep).get("/tags/").status_code == 200

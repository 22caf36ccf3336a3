"""One thing done with many records: under the actor's rights and the company's rules, told row by row, and undone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accrue.accounts.models import User
from accrue.activities.models import Tagging
from accrue.activities.services import add_tags
from accrue.bulk import services
from accrue.bulk.models import BulkAction, BulkRow
from accrue.bulk.tests.conftest import reasons
from accrue.contacts.models import Person
from accrue.contacts.services import archive_person, create_person, edit_person
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.models import Event
from accrue.filters.custom.services import make_field
from accrue.filters.selection import Selection
from accrue.filters.tree import BadFilter, parse
from accrue.products.models import Product
from accrue.quality.services import make_rule, switch_rule
from accrue.sales.models import Deal
from accrue.sales.services import archive_deal

pytestmark = pytest.mark.django_db


def people(floor, number, owner=None, **details):
    return [create_person(actor=owner or floor.rep, given_name=f"P{n}", **details) for n in range(number)]


def test_a_field_of_ticked_people_is_set_with_a_fact_of_each(floor, bulk):
    some = people(floor, 3)
    made = bulk(floor.manager, "person", "edit", {"source": "Fair"}, ids=[one.pk for one in some])
    assert (made.state, made.total, made.changed, made.refused) == ("done", 3, 3, 0)
    assert set(Person.objects.filter(pk__in=[p.pk for p in some]).values_list("source", "version")) == {
        ("Fair", 2)
    }
    told = Event.objects.filter(name="PersonEdited", actor=floor.manager)
    assert [one.data["fields"] for one in told] == [["source"]] * 3
    assert Event.objects.get(name="ManyRecordsChanged").data["changed"] == 3
    assert made.said == "Source of people set to “Fair”"


def test_what_says_so_already_is_counted_apart_and_makes_no_fact(floor, bulk):
    some = [*people(floor, 1, source="Fair"), *people(floor, 1)]
    made = bulk(floor.rep, "person", "edit", {"source": "Fair"}, ids=[one.pk for one in some])
    assert (made.changed, made.same) == (1, 1)
    assert Event.objects.filter(name="PersonEdited").count() == 1


def test_all_that_a_list_shows_is_done_by_a_job(floor, bulk):
    people(floor, 120)
    other = people(floor, 1, source="Web")[0]
    selection = Selection("person", "", parse({"all": [["source", "empty"]]}))
    made = services.start(
        actor=floor.rep, kind="person", what="edit", values={"source": "Fair"}, selection=selection
    )
    assert (made.state, made.total) == ("gathering", 0)
    while services.step(made.pk, 50):
        pass
    made.refresh_from_db()
    assert (made.state, made.total, made.changed) == ("done", 121, 121)  # Hanna of the floor among them
    other.refresh_from_db()
    assert other.source == "Web"


def test_assigning_takes_the_team_along_and_giving_out_of_sight_is_refused_row_by_row(floor, bulk):
    mine, theirs = people(floor, 1)[0], people(floor, 1, floor.stranger)[0]
    made = bulk(floor.manager, "person", "edit", {"owner_id": floor.stranger.pk}, ids=[mine.pk])
    mine.refresh_from_db()
    assert (mine.owner_id, mine.team_id) == (floor.stranger.pk, floor.south.pk)
    deal = floor.deal()
    made = bulk(floor.rep, "deal", "edit", {"owner_id": floor.stranger.pk}, ids=[deal.pk])
    assert reasons(made) == {deal.pk: "You may hand deals over only within your team."}
    deal.refresh_from_db()
    assert deal.owner_id == floor.rep.pk
    with pytest.raises(Missing):
        bulk(
            floor.rep, "person", "edit", {"source": "x"}, ids=[theirs.pk]
        )  # of another team: as if not there


def test_records_one_may_see_but_not_change_are_counted_and_named(floor, bulk):
    mine, colleagues = people(floor, 1)[0], people(floor, 1, floor.manager)[0]
    made = bulk(floor.rep, "person", "archive", ids=[mine.pk, colleagues.pk])  # a rep deletes own ones only
    assert (made.changed, made.refused) == (1, 1)
    assert reasons(made) == {colleagues.pk: "You may not archive or restore this record."}
    assert Event.objects.filter(name="PersonArchived").count() == 1


def test_rules_of_the_company_refuse_with_their_words(floor, bulk):
    for kind, model, ids in (
        ("person", Person, [one.pk for one in people(floor, 2, source="Web")]),
        ("deal", Deal, [floor.deal("A", source="Web").pk]),
    ):
        rule = make_rule(
            actor=floor.manager, kind=kind, field="source", check="one_of",
            params={"choices": ["Web", "Fair"]}, message="Web or Fair, please",
        )  # fmt: skip
        switch_rule(actor=floor.manager, rule_id=rule.pk, is_on=True)
        made = bulk(floor.rep, kind, "edit", {"source": "Elsewhere"}, ids=ids)
        assert (made.changed, made.refused) == (0, len(ids))
        assert set(reasons(made).values()) == {"Web or Fair, please"}
        assert set(model.objects.filter(pk__in=ids).values_list("source", flat=True)) == {"Web"}


def test_undoing_puts_back_but_what_somebody_changed_since(floor, bulk, undone):
    first, second = people(floor, 2, source="Web")
    made = bulk(floor.rep, "person", "edit", {"source": "Fair"}, ids=[first.pk, second.pk])
    edit_person(actor=floor.rep, person_id=second.pk, version=2, job_title="CFO")
    undone(floor.rep, made)
    assert (made.state, made.restored, made.left) == ("undone", 1, 1)
    assert reasons(made, "left") == {second.pk: "Somebody changed it since, so it stays as it is."}
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.source, second.source) == ("Web", "Fair")
    assert Event.objects.get(name="ManyRecordsPutBack").data == {
        "bulk_id": made.pk, "kind": "person", "what": "edit", "restored": 1, "left": 1,
    }  # fmt: skip
    with pytest.raises(Conflict):
        services.undo(actor=floor.rep, action_id=made.pk)


def test_undoing_an_assignment_gives_back_owner_and_team_unless_the_owner_left(floor, bulk, undone):
    one, two = people(floor, 1)[0], people(floor, 1, floor.manager)[0]
    made = bulk(floor.manager, "person", "edit", {"owner_id": floor.stranger.pk}, ids=[one.pk, two.pk])
    User.objects.filter(pk=floor.rep.pk).update(is_active=False)
    undone(floor.manager, made)
    one.refresh_from_db(), two.refresh_from_db()
    assert (two.owner_id, two.team_id) == (floor.manager.pk, floor.north.pk)
    assert one.owner_id == floor.stranger.pk
    assert "no longer here" in reasons(made, "left")[one.pk]


@pytest.mark.parametrize("kind", ["person", "company", "deal", "product"])
def test_archiving_and_restoring_every_kind_and_back(kind, floor, bulk, undone):
    record = {
        "person": floor.person, "company": floor.company, "product": floor.seat, "deal": floor.deal("D"),
    }[kind]  # fmt: skip
    actor = floor.manager if kind != "product" else User.objects.get(pk=floor.finance.pk)
    if kind == "product":
        from accrue.accounts.services import create_user

        actor = create_user(email="ad@example.org", name="Ad Min", roles=["administrator"], team=floor.north)
    made = bulk(actor, kind, "archive", ids=[record.pk])
    assert (made.changed, made.refused) == (1, 0), reasons(made)
    record.refresh_from_db()
    assert record.archived_at is not None
    undone(actor, made)
    record.refresh_from_db()
    assert (made.restored, record.archived_at) == (1, None)
    names = {one.name for one in Event.objects.filter(subject_kind=kind)}
    assert {f"{kind.title()}Archived", f"{kind.title()}Restored"} <= names


def test_tags_on_and_off_and_back(floor, bulk, undone):
    first, second = people(floor, 2)
    add_tags(actor=floor.rep, kind="person", ids=[first.pk], names=["VIP"])
    ids = [first.pk, second.pk]
    made = bulk(floor.rep, "person", "tag", {"tags": ["VIP", "Fair 2026"]}, ids=ids)
    assert made.changed == 2
    assert Tagging.objects.filter(record_id__in=ids).count() == 4
    undone(floor.rep, made)
    assert list(Tagging.objects.values_list("record_id", "tag__name")) == [
        (first.pk, "VIP")
    ]  # was there before
    off = bulk(floor.rep, "person", "untag", {"tags": ["vip"]}, ids=ids)
    assert (off.changed, off.same) == (1, 1)
    add_tags(actor=floor.rep, kind="person", ids=[first.pk], names=["VIP"])
    undone(floor.rep, off)
    assert "changed its tags since" in reasons(off, "left")[first.pk]


def test_custom_fields_of_orders_products_and_deals(floor, bulk, undone):
    deal = floor.deal("D")
    for kind, pk in (("product", floor.seat.pk), ("deal", deal.pk)):
        make_field(actor=_admin(floor), kind=kind, label="Tier", type="text")
        made = bulk(_admin(floor), kind, "edit", {"custom": {"tier": "Gold"}}, ids=[pk])
        assert made.changed == 1, reasons(made)
        model = {"product": Product, "deal": Deal}[kind]
        assert model.objects.get(pk=pk).custom == {"tier": "Gold"}
        undone(_admin(floor), made)
        assert (made.restored, model.objects.get(pk=pk).custom) == (1, {})


def _admin(floor):
    from accrue.accounts.services import create_user

    found = User.objects.filter(email="ad@example.org").first()
    return found or create_user(
        email="ad@example.org", name="Ad Min", roles=["administrator"], team=floor.north
    )


def test_an_archived_deal_is_refused_and_the_days_come_back_as_days(floor, bulk, undone):
    open_, gone = floor.deal("A", expected_close=None), floor.deal("B")
    archive_deal(actor=floor.rep, deal_id=gone.pk)
    made = bulk(floor.rep, "deal", "edit", {"expected_close": "2026-12-24"}, ids=[open_.pk, gone.pk])
    assert reasons(made) == {gone.pk: "It is archived. Restore it first."}
    assert str(Deal.objects.get(pk=open_.pk).expected_close) == "2026-12-24"
    undone(floor.rep, made)
    assert Deal.objects.get(pk=open_.pk).expected_close is None


REFUSED = [
    ({"kind": "person", "what": "edit", "values": {"version": 1}}, Invalid),
    ({"kind": "person", "what": "edit", "values": {"is_staff": True}}, Invalid),
    ({"kind": "person", "what": "edit", "values": {"email": "a@example.org"}}, Invalid),
    ({"kind": "person", "what": "edit", "values": {"custom": {"none": 1}}}, Invalid),
    ({"kind": "person", "what": "edit", "values": {"country": "Atlantis"}}, Invalid),
    ({"kind": "person", "what": "edit", "values": {"source": "a\0b"}}, Invalid),
    ({"kind": "person", "what": "edit", "values": {"owner_id": 10**9}}, Missing),
    ({"kind": "person", "what": "edit", "values": {"company_id": 10**9}}, Missing),
    ({"kind": "person", "what": "edit", "values": {"owner_id": "x"}}, Invalid),
    ({"kind": "person", "what": "edit", "values": {"owner_id": True}}, Invalid),
    ({"kind": "person", "what": "edit", "values": {"owner_id": 10**30}}, Missing),
    ({"kind": "person", "what": "edit", "values": {"source": {"a": 1}}}, Invalid),
    ({"kind": "person", "what": "edit", "values": {"custom": [1]}}, Invalid),
    ({"kind": "person", "what": "tag", "values": {"tags": "VIP"}}, Invalid),
    ({"kind": "person", "what": "tag", "values": {"tags": [1]}}, Invalid),
    ({"kind": "deal", "what": "edit", "values": {"owner_id": 10**30}}, Missing),
    ({"kind": "person", "what": "edit", "values": {}}, Invalid),
    ({"kind": "person", "what": "tag", "values": {"tags": []}}, Invalid),
    ({"kind": "person", "what": "archive", "values": {"x": 1}}, Invalid),
    ({"kind": "person", "what": "delete"}, Invalid),
    ({"kind": "person", "what": "archive", "ids": []}, Invalid),
    ({"kind": "person", "what": "archive", "ids": [10**9]}, Missing),
    ({"kind": "user", "what": "archive"}, Missing),
    ({"kind": "deal", "what": "edit", "values": {"stage_id": 1}}, Invalid),
    ({"kind": "deal", "what": "edit", "values": {"amount_minor": 1}}, Invalid),
    ({"kind": "deal", "what": "edit", "values": {"expected_close": "soon"}}, Invalid),
]


@pytest.mark.parametrize(("asked", "error"), REFUSED)
def test_what_cannot_be_is_refused_before_anything_is_written(asked, error, floor):
    ids = {"person": floor.person.pk, "deal": floor.deal("D").pk, "user": floor.rep.pk}[asked["kind"]]
    with pytest.raises(error):
        services.start(actor=floor.rep, **{"ids": [ids], "values": {}, **asked})
    assert not BulkAction.objects.exists()


def test_no_right_no_change(floor):
    with pytest.raises(Forbidden):
        services.start(
            actor=floor.reader, kind="person", what="edit", values={"source": "x"}, ids=[floor.person.pk]
        )
    made = services.start(actor=floor.rep, kind="person", what="archive", ids=[floor.person.pk])
    with pytest.raises(Missing):
        services.undo(actor=floor.stranger, action_id=made.pk)
    with pytest.raises(BadFilter):
        services.start(
            actor=floor.rep, kind="person", what="archive",
            selection=Selection("person", "", parse({"all": [["owner__password", "is", "x"]]})),
        )  # fmt: skip


def test_who_loses_the_right_meanwhile_is_refused_by_the_job(floor, work):
    people(floor, 3)
    made = services.start(
        actor=floor.rep, kind="person", what="edit", values={"source": "Fair"}, selection=Selection("person")
    )
    floor.rep.roles.clear()
    work()
    made.refresh_from_db()
    assert (made.state, made.changed) == ("done", 0)
    assert not Person.objects.filter(source="Fair").exists()


def test_a_worker_that_dies_between_two_parts_doubles_nothing(floor):
    people(floor, 30)
    made = services.start(
        actor=floor.rep, kind="person", what="edit", values={"source": "Fair"}, selection=Selection("person")
    )
    services.step(made.pk), services.step(made.pk, 10)
    for _ in range(3):  # the job is given to another worker, from the beginning
        services.run(made.pk, until=lambda: False)
    made.refresh_from_db()
    assert (made.done, made.changed, made.total) == (31, 31, 31)
    assert Event.objects.filter(name="PersonEdited").count() == 31


@pytest.mark.parametrize("what", ["edit", "tag", "untag", "archive"])
@pytest.mark.parametrize("kind", ["person", "deal"])
def test_queries_never_depend_on_rows(kind, what, floor):
    values = {"edit": {"source": "Fair"}, "archive": {}}.get(what, {"tags": ["VIP"]})
    counts = []
    for number in (2, 5, 25):  # the first asks what is asked once only
        if kind == "person":
            ids = [one.pk for one in people(floor, number)]
        else:
            ids = [floor.deal(f"D{n}").pk for n in range(number)]
        if what == "untag":
            add_tags(actor=floor.rep, kind=kind, ids=ids, names=["VIP"])
        with CaptureQueriesContext(connection) as seen:
            made = services.start(actor=floor.manager, kind=kind, what=what, values=values, ids=ids)
            services.undo(actor=floor.manager, action_id=made.pk)
        made.refresh_from_db()
        assert (made.changed, made.restored) == (number, number), reasons(made, "left") or reasons(made)
        counts.append(len(seen))
    assert counts[1] == counts[2], counts


def test_people_who_were_merged_or_put_away_stay_put(floor, bulk):
    one = people(floor, 1)[0]
    archive_person(actor=floor.rep, person_id=one.pk)
    made = bulk(floor.rep, "person", "restore", selection=Selection("person", archived=True))
    assert (made.total, made.changed) == (1, 1)
    made = bulk(floor.rep, "person", "restore", ids=[one.pk])
    assert (made.changed, made.same) == (0, 1)


def test_rows_keep_nothing_of_what_was_not_changed(floor, bulk):
    some = people(floor, 2)
    made = bulk(floor.rep, "person", "edit", {"company_id": floor.company.pk}, ids=[one.pk for one in some])
    assert [row.before for row in BulkRow.objects.filter(action=made)] == [{"company_id": None}] * 2

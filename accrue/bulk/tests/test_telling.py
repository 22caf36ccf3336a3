"""New owners of many records: each person and each channel is told once, however many there are."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accrue.accounts.services import create_user
from accrue.activities.models import ChatChannel, ChatMessage, Follower, NewsPreference, Notice
from accrue.activities.selectors.following import Way
from accrue.activities.selectors.notices import shown
from accrue.activities.services import choose_news, follow, tell_of_many, unfollow
from accrue.activities.services.chat import _words
from accrue.activities.services.telling import gather_mails
from accrue.bulk import services
from accrue.bulk.models import BulkAction, BulkRow
from accrue.bulk.reactions import tell_of_new_owners
from accrue.contacts.models import Person
from accrue.contacts.services import create_person
from accrue.events.catalogue import ManyRecordsChanged
from accrue.events.models import Event
from accrue.events.services import record
from accrue.filters.selection import Selection
from accrue.filters.tree import parse

pytestmark = pytest.mark.django_db


def people(floor, number, owner=None):
    return [create_person(actor=owner or floor.rep, given_name=f"P{n}", source="Fair") for n in range(number)]


def at_fair():
    return Selection("person", "", parse({"all": [["source", "is", "Fair"]]}))


def told(user):
    return [(one.line, one.url) for one in shown(user, Notice.objects.filter(user=user).order_by("pk"))]


def signed_in(client, user):
    client.force_login(user)
    return client


def lines(user):
    return [line for line, _ in told(user)]


@pytest.fixture
def given(floor, bulk):
    """Twelve people of Ana's, two of whom Tom follows, become Rob's; Mia does it for all that a list shows."""
    for name in ("Rob", "Tom"):
        made = create_user(email=f"{name}@example.org", name=name, roles=["rep"], team=floor.north)
        setattr(floor, name.lower(), made)
    some = people(floor, 12)
    for one in some[:2]:
        follow(actor=floor.tom, kind="person", record_id=one.pk)
    floor.some = some
    floor.made = bulk(floor.manager, "person", "edit", {"owner_id": floor.rob.pk}, selection=at_fair())
    return floor


def test_a_new_owner_is_told_once_of_all_and_led_to_them(given, client):
    assert lines(given.rob) == ["Mia Chen gave you 12 people"]
    assert lines(given.tom) == ["Mia Chen changed the owner of 2 people that you follow"]
    assert not Notice.objects.filter(user__in=[given.manager, given.rep, given.stranger]).exists()
    assert Event.objects.filter(name="PersonEdited").count() == 12  # each keeps its own fact
    mine = Person.objects.create(given_name="Not given", owner=given.rob, team=given.north)
    ((_, url),) = told(given.rob)
    page = signed_in(client, given.rob).get(url).text
    assert all(f"/people/{one.pk}/" in page for one in given.some)
    assert f"/people/{mine.pk}/" not in page
    assert "Owner of people set to Rob" in page  # the chip says which change
    ((_, url),) = told(given.tom)
    page = signed_in(client, given.tom).get(url).text
    assert [f"/people/{one.pk}/" in page for one in given.some] == [True] * 2 + [False] * 10
    opened = signed_in(client, given.rob).post(
        "/notifications/read/", {"id": Notice.objects.get(user=given.rob).pk}
    )
    tree = json.loads(parse_qs(urlsplit(opened["Location"]).query)["filter"][0])
    assert tree == {"all": [["bulk", "any", [given.made.pk]], ["owner", "is", ["me"]]]}


def test_taking_it_back_tells_each_once_too(given, undone):
    undone(given.manager, given.made)
    assert lines(given.rob)[1:] == ["Mia Chen took 12 people back from you"]
    assert lines(given.rep) == ["Mia Chen gave you 12 people back"]
    assert lines(given.tom)[1:] == ["Mia Chen gave 2 people that you follow back to who had them"]


def test_who_unfollows_or_may_not_see_is_told_nothing_and_a_repeat_tells_nobody_again(given):
    fact = Event.objects.get(name="ManyRecordsChanged")
    rows = BulkRow.objects.filter(action=given.made).values("record_id")
    before = Notice.objects.count()
    Follower.objects.create(kind="person", record_id=given.some[0].pk, user=given.stranger)
    tell_of_many(event=fact, news="owner", kind="person", ids=rows)
    assert lines(given.stranger) == []  # of the other team, so they may not see whom they follow
    for one in given.some[2:]:
        unfollow(actor=given.rob, kind="person", record_id=one.pk)
    tell_of_many(event=fact, news="owner", kind="person", ids=rows)
    assert Notice.objects.count() == before
    Notice.objects.filter(user=given.rob).delete()
    tell_of_many(event=fact, news="owner", kind="person", ids=rows)
    assert lines(given.rob) == ["Mia Chen gave you 2 people"]


def test_of_one_record_its_followers_are_told_as_of_any_change(floor, bulk):
    (one,) = people(floor, 1)
    other = create_user(email="m@example.org", name="M", roles=["manager"], team=floor.north)
    bulk(other, "person", "edit", {"owner_id": floor.manager.pk}, ids=[one.pk])
    assert told(floor.manager) == [("M changed the owner: P0", f"/people/{one.pk}/")]


def test_other_changes_of_many_are_no_news(floor, bulk):
    people(floor, 3)
    bulk(floor.manager, "person", "edit", {"source": "Web"}, selection=at_fair())
    assert not Notice.objects.exists()


def test_a_channel_gets_one_line_with_what_its_team_has(floor):
    common = {"service": "x", "sealed": "x", "news": ["owner"]}
    for name, team in (("All", None), ("North", floor.north), ("South", floor.south)):
        ChatChannel.objects.create(name=name, team=team, is_on=True, **common)
    people(floor, 3)
    some = Person.objects.filter(source="Fair").values_list("pk", flat=True)
    services.start(
        actor=floor.manager, kind="person", what="edit", values={"owner_id": floor.manager.pk}, ids=list(some)
    )
    for _ in range(2):
        tell_of_new_owners(Event.objects.get(name="ManyRecordsChanged"))
    posted = ChatMessage.objects.select_related("channel", "event__actor").order_by("pk")
    assert [(one.channel.name, one.count) for one in posted] == [("All", 3), ("North", 3)]
    assert _words(posted[0])[1].startswith("Mia Chen changed the owner of 3 people\nhttp")


def test_a_mail_has_one_line_and_its_link(floor, given, mailoutbox, work):
    choose_news(actor=floor.rob, ways={"owner": Way(True, NewsPreference.Mail.SOON)})
    Notice.objects.filter(user=floor.rob).update(by_mail="digest")
    fact = Event.objects.get(name="ManyRecordsChanged")
    Notice.objects.filter(user=floor.rob).update(created_at=fact.recorded_at.replace(year=2020))
    gather_mails(digest=True)
    work()
    (mail,) = mailoutbox
    assert mail.subject == "Mia Chen gave you 12 people"
    assert "/people/?filter=" in mail.body


@pytest.mark.parametrize("news", ["owner", "stage"])
def test_the_number_of_questions_does_not_grow_with_the_records(floor, news):
    def asked(number):
        some = people(floor, number, floor.rep)
        made = BulkAction.objects.create(kind="person", what="edit", owner=floor.manager, said="x")
        BulkRow.objects.bulk_create(BulkRow(action=made, record_id=one.pk, state="changed") for one in some)
        fact = record(
            ManyRecordsChanged(bulk_id=made.pk, kind="person", what="edit", said="x", changed=1, refused=0),
            actor=floor.manager,
        )
        with CaptureQueriesContext(connection) as found:
            tell_of_many(event=fact, news=news, kind="person",
                         ids=BulkRow.objects.filter(action=made).values("record_id"))  # fmt: skip
        assert Notice.objects.get(event=fact).count == number
        return len(found)

    assert asked(10) == asked(100) <= 12

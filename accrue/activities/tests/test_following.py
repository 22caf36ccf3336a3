"""Followers: owners by default, told of what happens as each of them chose, many things in one mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from accrue import clock
from accrue.activities.models import NewsPreference, Notice, NoticeMail
from accrue.activities.selectors.following import Way, followers_of, preferences_of
from accrue.activities.services import (
    add_file,
    choose_news,
    follow,
    mark_read,
    stop_mails,
    unfollow,
    write_comment,
)
from accrue.activities.services.telling import gather_mails, signer
from accrue.billing.services import Buyer, OrderItem, edit_order, hand_over, take_order
from accrue.contacts.services import edit_person
from accrue.errors import Invalid, Missing
from accrue.events.models import Event
from accrue.sales.models import Stage
from accrue.sales.services import (
    DealRow,
    ensure_default_pipeline,
    import_deals,
    move_deal,
    open_deal,
    win_deal,
)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def names(floor):
    return [user.name for user in followers_of("person", floor.person)]


def say(floor, text="Said", who="colleague"):
    return write_comment(actor=getattr(floor, who), kind="person", record_id=floor.person.pk, text=text)


def soon(floor, who="rep", news="comment", mail="soon", page=True):
    choose_news(actor=getattr(floor, who), ways={news: Way(page, mail)})


def later(minutes):
    return time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=True)


def lines(floor, client_of, who="rep"):
    return client_of(getattr(floor, who)).get("/notifications/").text


def test_owners_follow_unless_they_say_otherwise(floor, client_of):
    assert names(floor) == ["Ana Test"]
    follow(actor=floor.colleague, kind="person", record_id=floor.person.pk)
    follow(actor=floor.colleague, kind="person", record_id=floor.person.pk)
    assert names(floor) == ["Ana Test", "Tom Test"]
    unfollow(actor=floor.rep, kind="person", record_id=floor.person.pk)
    assert names(floor) == ["Tom Test"]
    assert Event.objects.filter(name__in=["RecordFollowed", "RecordUnfollowed"]).count() == 2
    with pytest.raises(Missing):
        follow(actor=floor.stranger, kind="person", record_id=floor.person.pk)
    url = f"/records/person/{floor.person.pk}/followers/"
    rep = client_of(floor.rep)
    assert "Follow</button>" in rep.get(url).text
    assert "owner" in rep.post(url, headers={"HX-Request": "true"}).text
    assert "Unfollow" in rep.get(url).text
    assert rep.post(url, {"stop": "1"}).status_code == 302
    assert client_of(floor.stranger).post(url).status_code == 404


def test_followers_are_told_of_comments_files_stages_and_owners(floor, client_of, work):
    stages = list(Stage.objects.filter(pipeline=ensure_default_pipeline(), kind="open"))
    deal = open_deal(actor=floor.rep, stage_id=stages[0].pk, fields={"name": "Roof"})
    say(floor)
    say(floor, "Mine", who="rep")
    add_file(actor=floor.colleague, kind="person", record_id=floor.person.pk, name="a.txt", chunks=[b"A"])
    move_deal(actor=floor.colleague, deal_id=deal.pk, stage_id=stages[1].pk)
    win_deal(actor=floor.colleague, deal_id=deal.pk)
    floor.person.refresh_from_db()
    work()
    edit_person(
        actor=floor.manager,
        person_id=floor.person.pk,
        version=floor.person.version,
        owner_id=floor.colleague.pk,
    )
    work()
    page = lines(floor, client_of)
    for line in (
        "Tom Test commented on Hanna Vogel",
        "Tom Test added a file on Hanna Vogel",
        f"Tom Test moved the deal to {stages[1].name}: Roof",
        "Tom Test won the deal: Roof",
    ):
        assert line in page, line
    assert "Ana Test commented" not in page
    assert "Max Test changed the owner: Hanna Vogel" in lines(floor, client_of, "colleague")


def test_what_a_file_brings_of_the_past_is_no_news(floor, client_of, work):
    first, second = Stage.objects.filter(pipeline=ensure_default_pipeline(), kind="open")[:2]
    for name, days in (("Long ago", 40), ("This morning", 0)):
        began = clock.now() - timedelta(days=days + 1)
        steps = ((first.pk, began), (second.pk, clock.now() - timedelta(days=days)))
        row = DealRow(name, 100, "EUR", steps, owner_id=floor.rep.pk, team_id=floor.north.pk)
        import_deals(actor=floor.boss, rows=[row])
    work()
    page = lines(floor, client_of)
    assert "This morning" in page
    assert "Long ago" not in page


def test_who_may_not_see_it_is_not_told_nor_twice_who_is_named(floor, work):
    follow(actor=floor.reader, kind="person", record_id=floor.person.pk)
    follow(actor=floor.manager, kind="person", record_id=floor.person.pk)
    floor.reader.roles.clear()
    floor.reader.access_kept = None
    say(floor, "@Ana Test look")
    work()
    found = {(notice.user.name, notice.reason) for notice in Notice.objects.all()}
    assert found == {("Ana Test", "mentioned"), ("Max Test", "comment")}


def test_colleagues_who_may_see_it_are_offered_by_their_names(floor, client_of):
    url = f"/records/person/{floor.person.pk}/names/"
    rep = client_of(floor.rep)
    assert 'data-name="Tom Test"' in rep.get(url, {"q": "to"}).text
    assert "@accrue" not in rep.get(url).text
    assert "Mia" not in rep.get(url).text  # of another team
    assert "option" not in rep.get(url, {"q": "nobody"}).text
    assert client_of(floor.stranger).get(url).status_code == 404


def test_a_burst_is_one_mail_and_what_was_read_is_none(floor, work):
    soon(floor)
    for number in range(5):
        say(floor, f"Words {number}")
    work()
    assert gather_mails() == 0  # it may go on
    with later(3):
        assert gather_mails() == 1
        assert gather_mails() == 0
        work()
    (one,) = mail.outbox
    assert one.to == ["Ana Test <ana@accrue.test>"]
    assert one.subject == "Accrue: 5 things happened"
    assert one.body.count("Tom Test commented on Hanna Vogel") == 5
    assert "Words 4" in one.body
    assert NoticeMail.objects.get().state == "sent"
    say(floor, "Again")
    work()
    mark_read(actor=floor.rep)
    with later(20):
        assert gather_mails() == 0


def test_a_mail_names_nothing_that_may_no_longer_be_seen(floor, work):
    soon(floor)
    say(floor, "<b>Secret</b>")
    work()
    floor.person.owner, floor.person.team = floor.stranger, floor.south
    floor.person.save()
    with later(3):
        gather_mails()
        work()
    (one,) = mail.outbox
    everything = one.body + one.alternatives[0][0]
    assert "Secret" not in everything
    assert "Hanna" not in everything


def test_markup_in_words_is_text_in_mails(floor, work):
    soon(floor)
    say(floor, "<img src=x onerror=alert(1)>")
    work()
    with later(3):
        gather_mails()
        work()
    assert "&lt;img src=x" in mail.outbox[0].alternatives[0][0]


@pytest.mark.parametrize(("zone", "hour", "due"), [("Europe/Berlin", 6, 1), ("Asia/Tokyo", 6, 0)])
def test_a_digest_comes_at_seven_where_its_reader_is(floor, work, zone, hour, due):
    floor.rep.time_zone = zone
    floor.rep.save()
    with time_machine.travel(f"2026-03-02T0{hour - 3}:00:00Z", tick=True):
        soon(floor, mail="digest", page=False)
        say(floor)
        work()
        assert gather_mails() == 0
    with time_machine.travel(f"2026-03-02T0{hour}:00:00Z", tick=True):
        assert gather_mails(digest=True) == due
    assert not Notice.objects.get().is_shown


def test_preferences_are_ones_own(floor, client_of):
    rep = client_of(floor.rep)
    page = rep.get("/notifications/preferences/")
    assert "A file on a record you follow, by mail" in page.text
    rep.post(
        "/notifications/preferences/", {"file-mail": "digest", "comment-page": "on", "comment-mail": "off"}
    )
    ways = preferences_of(floor.rep)
    assert (ways["file"], ways["comment"]) == (Way(False, "digest"), Way(True, "off"))
    assert ways["stage"] == preferences_of(floor.colleague)["stage"]
    with pytest.raises(Invalid):
        choose_news(actor=floor.rep, ways={"gossip": Way(True, "off")})
    refused = rep.post("/notifications/preferences/", {"file-mail": "pigeon"})
    assert refused.status_code == 422


def test_the_link_in_a_mail_ends_them_and_looking_at_it_does_not(floor, work):
    soon(floor)
    say(floor)
    work()
    with later(3):
        gather_mails()
        work()
    headers = mail.outbox[0].extra_headers
    link = headers["List-Unsubscribe"].strip("<>")
    path = link[link.index("/notifications") :]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    anybody = Client(enforce_csrf_checks=True)
    assert "Should that end?" in anybody.get(path).text
    assert NewsPreference.objects.filter(user=floor.rep, mail="soon").exists()
    assert anybody.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert {way.mail for way in preferences_of(floor.rep).values()} == {"off"}
    assert preferences_of(floor.rep)["comment"].page
    for altered in (path[:-2] + "x/", path.replace(str(floor.rep.pk), str(floor.boss.pk), 1)):
        assert anybody.post(altered).status_code == 404
    with pytest.raises(Missing):
        stop_mails(token=signer.sign("x"))


def test_who_follows_an_order_is_told_that_it_is_somebody_elses(floor, work):
    order = take_order(
        actor=floor.rep,
        buyer=Buyer(person_id=floor.person.pk),
        currency="EUR",
        items=[OrderItem(name="Seat", unit_price_minor=100)],
    )
    follow(actor=floor.colleague, kind="order", record_id=order.pk)
    hand_over(actor=floor.manager, order_id=order.pk, version=order.version, owner_id=floor.colleague.pk)
    edit_order(actor=floor.manager, order_id=order.pk, version=order.version + 1, custom={})
    work()
    told = Notice.objects.filter(kind="order", record_id=order.pk).values_list("user__name", "reason")
    assert list(told) == [(floor.colleague.name, "owner")]  # a field of the company's own is no news
    event = Event.objects.get(name="OrderEdited")
    assert (event.subject_id, event.data["fields"], event.actor) == (order.pk, ["owner"], floor.manager)
    order.refresh_from_db()
    assert (order.owner, order.team) == (floor.colleague, floor.rep.team)

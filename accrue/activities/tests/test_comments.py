"""Comments: on the timeline with simple formatting, changed and withdrawn by their author; who is named is told once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accrue import clock
from accrue.accounts.timelines import timeline_of
from accrue.accounts.tokens import create_token
from accrue.activities.formatting import formatted
from accrue.activities.models import Comment, Notice
from accrue.activities.services import edit_comment, mark_read, tell_named, withdraw_comment, write_comment
from accrue.errors import Conflict, Invalid, Missing

HTMX = {"HX-Request": "true"}


def say(floor, text="Said", who="rep"):
    return write_comment(actor=getattr(floor, who), kind="person", record_id=floor.person.pk, text=text)


def told(floor, who="rep"):
    return [one.body for one in timeline_of(getattr(floor, who), "person", floor.person.pk).happenings]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a **b** *c* `d`", "<p>a <strong>b</strong> <em>c</em> <code>d</code></p>"),
        ("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("**<img src=x onerror=1>**", "<p><strong>&lt;img src=x onerror=1&gt;</strong></p>"),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
    ],
)
def test_formatting(text, html):
    assert formatted(text) == html


def test_a_link_cannot_leave_its_attribute():
    drawn = formatted('https://a.example/?x="onmouseover=alert(1) <b>')
    assert 'href="https://a.example/?x="' in drawn
    assert "<b>" not in drawn


def test_the_timeline_shows_the_words_as_they_are_now(floor):
    said = say(floor, "First")
    edit_comment(actor=floor.rep, comment_id=said.pk, version=1, text="Second")
    assert told(floor)[0] == "Second"
    withdraw_comment(actor=floor.rep, comment_id=said.pk)
    assert told(floor)[0] == "Withdrawn."
    assert Comment.objects.get().text == ""
    only = timeline_of(floor.rep, "person", floor.person.pk, group="comments").happenings
    assert [one.title for one in only] == ["Comment"]


def test_the_timeline_asks_once_for_all_comments(floor):
    asked = []
    for number in (3, 20):
        for _ in range(number):
            say(floor)
        with CaptureQueriesContext(connection) as queries:
            timeline_of(floor.rep, "person", floor.person.pk)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_only_its_author_changes_a_comment(floor):
    said = say(floor)
    for who in ("colleague", "boss", "stranger"):
        with pytest.raises(Missing):
            edit_comment(actor=getattr(floor, who), comment_id=said.pk, version=1, text="Mine")
        with pytest.raises(Missing):
            withdraw_comment(actor=getattr(floor, who), comment_id=said.pk)
    edit_comment(actor=floor.rep, comment_id=said.pk, version=1, text="More")
    with pytest.raises(Conflict):
        edit_comment(actor=floor.rep, comment_id=said.pk, version=1, text="Less")
    with pytest.raises(Missing):
        say(floor, who="stranger")


@pytest.mark.parametrize("text", ["", " \n ", "x" * 10_001])
def test_what_cannot_be_said(floor, text):
    with pytest.raises(Invalid):
        say(floor, text)


def test_who_is_named_and_may_see_it_is_told_once(floor, work):
    said = say(floor, "@Tom Test and @Mia Test and @Ana Test, look")
    work()
    edit_comment(actor=floor.rep, comment_id=said.pk, version=1, text="@Tom Test, @Max Test, look")
    work()
    first = Notice.objects.order_by("pk").first()
    assert tell_named(event_id=first.event_id, comment_id=said.pk) is not None
    assert sorted(n.user.name for n in Notice.objects.all()) == ["Max Test", "Tom Test"]
    withdraw_comment(actor=floor.rep, comment_id=said.pk)
    assert not Notice.objects.exists()


def test_notices_are_ones_own(floor, client_of, work):
    say(floor, "@Tom Test <b>look</b>")
    work()
    notice = Notice.objects.get()
    tom, mia = client_of(floor.colleague), client_of(floor.stranger)
    assert tom.get("/notifications/unread/").text == "1"
    page = tom.get("/notifications/").text
    assert "Ana Test named you in a comment on Hanna Vogel" in page
    assert "&lt;b&gt;look" in page
    assert "Nothing new" in mia.get("/notifications/").text
    assert mia.post("/notifications/read/", {"id": notice.pk}).status_code == 404
    with pytest.raises(Missing):
        mark_read(actor=floor.stranger, notice_id=notice.pk)
    opened = tom.post("/notifications/read/", {"id": notice.pk})
    assert opened.url == f"/people/{floor.person.pk}/"
    assert tom.get("/notifications/unread/").text == ""


def test_a_notice_of_a_record_one_may_no_longer_see_names_nothing(floor, client_of, work):
    say(floor, "@Tom Test look")
    work()
    floor.person.owner, floor.person.team = floor.stranger, floor.south
    floor.person.save()
    page = client_of(floor.colleague).get("/notifications/").text
    assert "a record that you may no longer see" in page
    assert "Hanna" not in page
    assert "look" not in page.split("<table")[1]


def test_the_list_of_notices_costs_the_same_for_10_and_100(floor, client_of):
    tom, asked = client_of(floor.colleague), []
    for number in (10, 90):
        for _ in range(number):
            said = say(floor, "@Tom Test")
            tell_named(event_id=_event_of(said), comment_id=said.pk)
        tom.get("/notifications/")
        with CaptureQueriesContext(connection) as queries:
            assert tom.get("/notifications/").status_code == 200
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 1
    assert asked[1] <= 8


def _event_of(said):
    from accrue.events.models import Event

    return Event.objects.get(name="CommentWritten", data__comment_id=said.pk).pk


def test_the_composer(floor, client_of):
    rep, url = client_of(floor.rep), reverse("activities:comments", args=["person", floor.person.pk])
    assert url in rep.get(f"/people/{floor.person.pk}/").text
    answer = rep.post(url, {"text": "Hello **you**"}, headers=HTMX)
    assert answer.headers["HX-Trigger"] == "person"
    refused = rep.post(url, {"text": "y" * 10_001}, headers=HTMX)
    assert refused.status_code == 422
    assert "y" * 10_001 in refused.text
    page = rep.get(f"/people/{floor.person.pk}/").text
    assert "Hello <strong>you</strong>" in page
    assert "Withdraw" in page
    assert "Withdraw" not in client_of(floor.colleague).get(f"/people/{floor.person.pk}/").text
    pk = Comment.objects.get().pk
    assert client_of(floor.colleague).get(f"/comments/{pk}/edit/").status_code == 404
    assert rep.post(f"/comments/{pk}/edit/", {"text": "Anew", "version": 1}, headers=HTMX).status_code == 204
    assert rep.post(f"/comments/{pk}/withdraw/", headers=HTMX).status_code == 204


def test_the_api(floor, client):
    def ask(who, method, path, data=None, scopes=("*:read", "*:write")):
        _, secret = create_token(
            user=who, name="t", scopes=list(scopes), expires_at=clock.now() + timedelta(days=1)
        )
        options = {"content_type": "application/json", "data": data} if data is not None else {}
        return getattr(client, method)(
            f"/api/v1{path}", headers={"Authorization": f"Bearer {secret}"}, **options
        )

    there = f"/records/person/{floor.person.pk}/comments"
    said = ask(floor.rep, "post", there, {"text": "Said"}).json()
    assert ask(floor.rep, "post", there, {"text": "Said"}, ["*:read"]).status_code == 403
    assert ask(floor.rep, "post", there, {"text": "Said", "author_id": 1}).status_code == 422
    assert [one["text"] for one in ask(floor.colleague, "get", there).json()["items"]] == ["Said"]
    assert ask(floor.stranger, "get", there).status_code == 404
    one = f"/comments/{said['id']}"
    assert ask(floor.colleague, "patch", one, {"text": "X", "version": 1}).status_code == 404
    assert ask(floor.rep, "patch", one, {"text": "X", "version": 1}, ["*:read"]).status_code == 403
    assert ask(floor.rep, "patch", one, {"text": "X", "version": 1}).json()["text"] == "X"
    assert ask(floor.rep, "delete", one).status_code == 204

"""Team chat: an address that nobody is shown again, news by the worker, failures that are told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command

from accrue import clock
from accrue.accounts.tokens import create_token
from accrue.activities.models import ChatChannel, ChatMessage
from accrue.activities.services import write_comment
from accrue.activities.services.chat import (
    add_channel,
    edit_channel,
    post_message,
    remove_channel,
    try_channel,
)
from accrue.connectors.chat.posting import ChatFault
from accrue.environment import environment
from accrue.errors import Conflict, Forbidden, Invalid
from accrue.events.models import Event
from accrue.operations.activity_checks import team_chat

SECRET = "canary-token-9f2b"  # to be looked for


@pytest.fixture
def channel(floor, listener, here):
    return add_channel(
        actor=floor.boss,
        name="Sales",
        address=f"json://127.0.0.1:{listener.port}/{SECRET}",
        news=["comment", "stage"],
    )


def say(floor, text="Words"):
    return write_comment(actor=floor.rep, kind="person", record_id=floor.person.pk, text=text)


def test_news_are_posted_once_without_what_was_said(floor, channel, listener, work):
    say(floor, "Secret words")
    work()
    (body,) = listener.bodies
    assert b"Ana Test commented on Hanna Vogel" in body
    assert f"/people/{floor.person.pk}/".encode() in body
    assert b"Secret words" not in body
    post_message(message_id=ChatMessage.objects.get().pk)
    assert len(listener.bodies) == 1
    channel.refresh_from_db()
    assert channel.posted_at
    assert ChatMessage.objects.get().state == "sent"


def test_a_channel_of_a_team_is_told_of_its_records_only(floor, channel, listener, work):
    edit_channel(
        actor=floor.boss,
        channel_id=channel.pk,
        version=1,
        name="South",
        news=["comment"],
        team_id=floor.south.pk,
    )
    say(floor)
    work()
    assert listener.bodies == []
    edit_channel(
        actor=floor.boss,
        channel_id=channel.pk,
        version=2,
        name="North",
        news=["comment"],
        team_id=floor.north.pk,
    )
    say(floor)
    work()
    assert len(listener.bodies) == 1


def test_the_last_failure_is_told_and_mended_by_the_next_success(floor, channel, listener, client_of):
    listener.status = 500
    message = try_channel(actor=floor.boss, channel_id=channel.pk)
    for attempt in range(5):
        if attempt < 4:
            with pytest.raises(ChatFault):
                post_message(message_id=message.pk)
        else:
            post_message(message_id=message.pk)
    assert len(listener.bodies) == 5
    page = client_of(floor.boss).get("/team-chat/").text
    assert "Fails" in page
    assert "JSON did not take it" in page
    assert team_chat().level == "bad"
    assert Event.objects.filter(name="ChatChannelFailed").count() == 1
    listener.status = 200
    post_message(message_id=try_channel(actor=floor.boss, channel_id=channel.pk).pk)
    assert "Works" in client_of(floor.boss).get("/team-chat/").text
    assert team_chat().level == "good"


def test_a1_an_address_within_ones_own_network_fails_at_once(floor, channel, listener, monkeypatch):
    monkeypatch.setattr(environment, "reachable_networks", [])
    post_message(message_id=try_channel(actor=floor.boss, channel_id=channel.pk).pk)
    channel.refresh_from_db()
    assert "private network" in channel.error
    assert listener.bodies == []


def test_a21_the_address_is_in_no_answer_log_or_dump(floor, channel, listener, client_of, caplog, tmp_path):
    boss = client_of(floor.boss)
    listener.status = 500
    with pytest.raises(ChatFault) as caught:
        post_message(message_id=try_channel(actor=floor.boss, channel_id=channel.pk).pk)
    call_command("dumpdata", "activities", "events.Event", output=str(tmp_path / "dump.json"))
    shown = [
        boss.get("/team-chat/").text,
        boss.get(f"/team-chat/{channel.pk}/edit/").text,
        boss.post(f"/team-chat/{channel.pk}/edit/", {"name": "", "address": f"x://{SECRET}"}).text,
        boss.post("/team-chat/new/", {"name": "A", "address": f"mailto://{SECRET}@example.org"}).text,
        caplog.text,
        str(caught.value),
        (tmp_path / "dump.json").read_text(),
    ]
    assert len(shown[-1]) > 100
    assert [number for number, text in enumerate(shown) if SECRET in text] == []


def test_pages_and_permission(floor, client_of, listener, here, work):
    boss = client_of(floor.boss)
    assert "No channels yet" in boss.get("/team-chat/").text
    form = {
        "name": "Sales",
        "address": f"json://127.0.0.1:{listener.port}/x",
        "news": ["stage", "file"],
        "is_on": "on",
    }
    assert boss.post("/team-chat/new/", {**form, "address": "ftp://x"}).status_code == 422
    assert boss.post("/team-chat/new/", {**form, "news": []}).status_code == 422
    assert boss.post("/team-chat/new/", form).status_code == 302
    pk = ChatChannel.objects.get().pk
    assert ChatChannel.objects.get().news == ["file", "stage"]
    boss.post(f"/team-chat/{pk}/try/")
    work()
    assert b"reaches this channel" in listener.bodies[0]
    changed = {**form, "name": "Renamed", "address": "", "version": 1}
    assert boss.post(f"/team-chat/{pk}/edit/", changed).status_code == 302
    assert boss.post(f"/team-chat/{pk}/edit/", changed).status_code == 422
    boss.post(f"/team-chat/{pk}/try/")
    work()
    assert len(listener.bodies) == 2  # the address stayed
    for who in (floor.rep, floor.manager):
        assert client_of(who).get("/team-chat/").status_code == 403
        with pytest.raises(Forbidden):
            remove_channel(actor=who, channel_id=pk)
    with pytest.raises(Conflict):
        edit_channel(actor=floor.boss, channel_id=pk, version=1, name="x", news=["file"])
    with pytest.raises(Invalid):
        add_channel(actor=floor.boss, name="", address="json://h/x", news=["file"])
    boss.post(f"/team-chat/{pk}/remove/")
    assert not ChatChannel.objects.exists()


def test_the_api(floor, client, listener, here, work):
    def ask(who, method, path, data=None):
        _, secret = create_token(
            user=who, name="t", scopes=["*:read", "*:write"], expires_at=clock.now() + timedelta(days=1)
        )
        options = {"content_type": "application/json", "data": data} if data is not None else {}
        return getattr(client, method)(
            f"/api/v1{path}", headers={"Authorization": f"Bearer {secret}"}, **options
        )

    body = {"name": "Sales", "address": f"json://127.0.0.1:{listener.port}/{SECRET}", "news": ["file"]}
    made = ask(floor.boss, "post", "/chat-channels", body)
    assert made.status_code == 201, made.text
    one = f"/chat-channels/{made.json()['id']}"
    assert SECRET not in made.text + ask(floor.boss, "get", "/chat-channels").text
    assert ask(floor.boss, "patch", one, {"name": "Other", "version": 1}).json()["name"] == "Other"
    assert ask(floor.boss, "post", f"{one}/try").status_code == 202
    work()
    assert len(listener.bodies) == 1
    assert ask(floor.manager, "get", "/chat-channels").status_code == 403
    assert ask(floor.boss, "delete", one).status_code == 204

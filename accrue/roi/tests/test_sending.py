"""Statements by mail: drawn when due, to everybody once, whatever crashes; bounces end; outsiders can leave."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from accrue import clock
from accrue.accounts.models import User
from accrue.accounts.services import create_user
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.models import Event
from accrue.metrics.slots import last_slot
from accrue.roi import jobs
from accrue.roi.models import Programme, SendingSlot, Stakeholder, Statement, StatementMail
from accrue.roi.selectors.sending import stakeholder_of, unsubscribe_token
from accrue.roi.services.publishing import approve_statement
from accrue.roi.services.sending import answer_slot, send_again, send_mail, send_statement
from accrue.roi.services.stakeholders import add_stakeholder, remove_stakeholder, set_schedule, unsubscribe
from accrue.roi.services.statements import keep_statement
from accrue.roi.tests.specimen import COST, HOLDOUT, REFUSED, TREND, specimen
from accrue.roi.tests.test_pages import signed_in, text_of
from accrue_facts.values import Interval, Records


@pytest.fixture
def kept(finance: User, programme: Programme) -> Statement:
    return keep_statement(actor=finance, drawn=specimen()).statement


@pytest.fixture(autouse=True)
def drafts(finance: User, programme: Programme) -> None:
    """Drafts may be sent, so that most tests need no approval."""
    set_schedule(actor=finance, every="never", day=1, hour=7, approved_only=False)


@pytest.fixture
def outsider(finance: User, programme: Programme) -> Stakeholder:
    return add_stakeholder(actor=finance, name="Ada Board", email="Ada@Example.org")


def later(finance: User) -> Statement:
    """The statement after: training costs 50.10 more, the declared benefit is gone."""
    part = Records("Training", 450.10, "costs", "cost_id", 1, ("1",), (45_010,))
    drawn = specimen(
        costs=(replace(COST, amount=450.10, records=part),),
        lines=(HOLDOUT, TREND, REFUSED),
        benefit=Interval(1000.0, 400.0, 1600.0),
        net_return=Interval(549.90, -50.0, 1150.0),
        fingerprint="b" * 64,
        cost=450.10,
    )
    return keep_statement(actor=finance, drawn=drawn).statement


def states() -> list[str]:
    return list(StatementMail.objects.order_by("pk").values_list("state", flat=True))


def test_the_mail_holds_headline_moves_refusals_and_the_pdf(
    finance: User, kept: Statement, outsider: Stakeholder, work, settings
) -> None:
    settings.SITE_URL = "https://crm.example.com"
    add_stakeholder(actor=finance, user=finance)
    second = later(finance)
    send_statement(actor=finance, statement=second)
    work()
    assert states() == ["sent", "sent"]
    to = {one.to[0]: one for one in mail.outbox}
    outer, inner = to["Ada Board <ada@example.org>"], to["Fin One <fin@example.com>"]
    html = outer.alternatives[0][0]
    for body in (outer.body, html):
        for words in (
            "175%",
            "25% to 325%",
            "Training",
            "−€50.10",
            "−€100.00",
            "no longer there",
            "−€150.10",
            "at least 100",
        ):
            assert words in body, words
    [(name, content, kind)] = outer.attachments
    assert (name, kind, content[:4]) == ("accrue-statement-2.pdf", "application/pdf", b"%PDF")
    assert "https://crm.example.com/roi/statements/2/" in inner.body
    assert "/roi/statements/" not in outer.body + html
    assert outer.extra_headers["List-Unsubscribe"].startswith("<https://crm.example.com/unsubscribe/")
    assert "unsubscribe" not in inner.body
    assert Event.objects.filter(name="StatementSent").count() == 2


def test_nobody_is_sent_a_statement_twice(
    finance: User, kept: Statement, outsider: Stakeholder, work
) -> None:
    for _ in range(3):
        send_statement(actor=finance, statement=kept)
        work()
    for one in StatementMail.objects.all():
        send_mail(mail_id=one.pk)
    assert len(mail.outbox) == 1
    add_stakeholder(actor=finance, user=finance)
    send_statement(actor=finance, statement=kept)
    work()
    assert [m.to for m in mail.outbox] == [["Ada Board <ada@example.org>"], ["Fin One <fin@example.com>"]]


def test_a_crash_while_sending_is_unclear_and_never_a_second_mail(
    finance: User, kept: Statement, outsider: Stakeholder, monkeypatch: pytest.MonkeyPatch
) -> None:
    [one] = send_statement(actor=finance, statement=kept)
    real = EmailMultiAlternatives.send

    def dies_after(self, *args, **more):
        real(self, *args, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(EmailMultiAlternatives, "send", dies_after)
    with pytest.raises(KeyboardInterrupt):
        send_mail(mail_id=one.pk)
    assert states() == ["sending"]
    monkeypatch.setattr(EmailMultiAlternatives, "send", real)
    send_mail(mail_id=one.pk)
    send_mail(mail_id=one.pk)
    assert (states(), len(mail.outbox)) == (["unclear"], 1)


def test_a_busy_server_is_asked_again_and_a_refusal_is_not(
    finance: User, kept: Statement, outsider: Stakeholder, monkeypatch: pytest.MonkeyPatch
) -> None:
    [one] = send_statement(actor=finance, statement=kept)
    real, asked = EmailMultiAlternatives.send, []

    def fails(error):
        def send(self, *args, **more):
            asked.append(1)
            raise error

        monkeypatch.setattr(EmailMultiAlternatives, "send", send)

    fails(SMTPServerDisconnected("gone"))
    for _ in range(2):
        with pytest.raises(SMTPServerDisconnected):
            send_mail(mail_id=one.pk)
    assert states() == ["waiting"]
    monkeypatch.setattr(EmailMultiAlternatives, "send", real)
    send_mail(mail_id=one.pk)
    assert states() == ["sent"]
    [two] = send_statement(actor=finance, statement=later(finance))
    fails(SMTPRecipientsRefused({"ada@example.org": (550, b"no such user")}))
    send_mail(mail_id=two.pk)
    send_mail(mail_id=two.pk)
    assert (states(), len(asked)) == (["sent", "failed"], 3)


def test_a_server_that_stays_silent_is_given_up(
    finance: User, kept: Statement, outsider: Stakeholder, monkeypatch: pytest.MonkeyPatch
) -> None:
    [one] = send_statement(actor=finance, statement=kept)

    def send(self, *args, **more):
        raise ConnectionRefusedError("nobody listens")

    monkeypatch.setattr(EmailMultiAlternatives, "send", send)
    for _ in range(4):
        with pytest.raises(ConnectionRefusedError):
            send_mail(mail_id=one.pk)
    send_mail(mail_id=one.pk)
    send_mail(mail_id=one.pk)
    one.refresh_from_db()
    assert (one.state, one.attempts) == ("failed", 5)


@pytest.mark.parametrize(
    ("every", "day", "hour", "now", "slot"),
    [
        (
            "week",
            1,
            7,
            "2026-03-30T05:00",
            "2026-03-30T05:00",
        ),  # Monday, 7 in Berlin is 5 in UTC from 29 March on
        ("week", 1, 7, "2026-03-30T04:59", "2026-03-23T06:00"),
        ("month", 28, 0, "2026-03-01T12:00", "2026-02-27T23:00"),
        ("quarter", 1, 9, "2026-03-31T23:00", "2026-01-01T08:00"),
        ("quarter", 1, 9, "2026-04-01T07:00", "2026-04-01T07:00"),
        ("never", 1, 9, "2026-04-01T07:00", None),
    ],
)
def test_slots(
    finance: User, programme: Programme, settings, every: str, day: int, hour: int, now: str, slot: str | None
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    held = set_schedule(actor=finance, every=every, day=day, hour=hour)
    wanted = datetime.fromisoformat(slot).replace(tzinfo=UTC) if slot else None
    assert (
        last_slot(held.every, held.day, held.hour, datetime.fromisoformat(now).replace(tzinfo=UTC)) == wanted
    )


def test_a_due_slot_is_answered_once_even_after_a_crash(
    finance: User, kept: Statement, outsider: Stakeholder, work, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []

    class Outcome:
        statement, is_new = kept, True

    def draw(*, actor):
        drawn.append(1)
        return Outcome

    monkeypatch.setattr(jobs, "draw_statement", draw)
    with time_machine.travel(datetime(2026, 11, 3, 12, tzinfo=UTC), tick=False):
        set_schedule(actor=finance, every="week", day=1, hour=7, approved_only=False)
        jobs.send_due_statements(0)
        assert drawn == [], "a day before the schedule was set is not made up for"
    with time_machine.travel(datetime(2026, 11, 9, 12, tzinfo=UTC), tick=False):
        with monkeypatch.context() as crash:

            def dies(**more):
                answer_slot(**more)
                raise KeyboardInterrupt

            crash.setattr(jobs, "answer_slot", lambda **more: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                jobs.send_due_statements(0)
            assert (SendingSlot.objects.count(), StatementMail.objects.count()) == (0, 0)
            crash.setattr(jobs, "answer_slot", dies)
            with pytest.raises(KeyboardInterrupt):
                jobs.send_due_statements(0)
        jobs.send_due_statements(0)
        work()
        assert (len(drawn), len(mail.outbox)) == (2, 1)
    with time_machine.travel(datetime(2026, 11, 16, 12, tzinfo=UTC), tick=False):
        jobs.send_due_statements(0)
        work()
    assert len(mail.outbox) == 1, "the same statement is not sent again"
    assert SendingSlot.objects.count() == 2


def test_outsiders_leave_by_their_link(finance: User, kept: Statement, outsider: Stakeholder, work) -> None:
    send_statement(actor=finance, statement=kept)
    work()
    address = re.search(r"(/unsubscribe/\S+/)", mail.outbox[0].body)[1]
    assert b"Should that end" in Client().get(address).content
    outsider.refresh_from_db()
    assert outsider.unsubscribed_at is None, "looking changes nothing"
    assert Client(enforce_csrf_checks=True).post(address).status_code == 200
    outsider.refresh_from_db()
    assert outsider.unsubscribed_at
    token = unsubscribe_token(outsider)
    for wrong in (
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        f"{outsider.pk + 1}:{token.split(':')[1]}",
        "x",
    ):
        assert Client().get(reverse("roi:unsubscribe", args=[wrong])).status_code == 404
    send_statement(actor=None, statement=later(finance))
    work()
    assert len(mail.outbox) == 1
    remove_stakeholder(actor=finance, stakeholder=outsider)
    with pytest.raises(Missing):
        stakeholder_of(token)
    with pytest.raises(Conflict, match="no more"):
        add_stakeholder(actor=finance, name="Ada", email="ada@example.org")


def test_a_user_who_may_not_see_statements_is_left_out(finance: User, kept: Statement, work) -> None:
    nobody = create_user(email="no@example.com", name="No", roles=[])
    add_stakeholder(actor=finance, user=nobody)
    send_statement(actor=finance, statement=kept)
    work()
    assert (states(), mail.outbox) == (["skipped"], [])


def test_who_may_be_added(finance: User, rep: User, outsider: Stakeholder) -> None:
    for bad in (
        {"name": "A", "email": "no address"},
        {"email": "a@example.org"},
        {"user": rep, "email": "a@example.org"},
        {},
    ):
        with pytest.raises(Invalid):
            add_stakeholder(actor=finance, **bad)
    with pytest.raises(Conflict):
        add_stakeholder(actor=finance, name="Ada", email="ada@example.org")
    assert add_stakeholder(actor=finance, name="Rep", email="REP@example.com").user == rep
    with pytest.raises(Forbidden):
        add_stakeholder(actor=rep, user=rep)
    with pytest.raises(Invalid):
        set_schedule(actor=finance, every="week", day=8, hour=7)


def test_the_page_takes_as_many_queries_whatever_its_number(finance: User, kept: Statement) -> None:
    client, address, asked = signed_in(finance), reverse("roi:sending"), []
    assert "Nobody is sent statements" in text_of(client.get(address))
    for size in (10, 100):
        for n in range(size):
            one = Stakeholder.objects.create(
                name=f"N{size}-{n}", email=f"n{size}-{n}@example.org", added_by=finance
            )
            StatementMail.objects.create(statement=kept, stakeholder=one)
        with CaptureQueriesContext(connection) as queries:
            assert f"N{size}-0" in text_of(client.get(address))
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 8, [q["sql"][:90] for q in queries]


def test_the_dialogs_add_schedule_and_send(finance: User, kept: Statement, work) -> None:
    client = signed_in(finance)
    client.post(reverse("roi:new_stakeholder"), {"name": "Ada", "email": "ada@example.org"})
    assert client.post(reverse("roi:new_stakeholder"), {"email": "x"}).status_code == 422
    client.post(reverse("roi:schedule"), {"every": "month", "day": "3", "hour": "8"})
    client.post(reverse("roi:send_now"))
    work()
    said = text_of(client.get(reverse("roi:sending")))
    for words in ("Every month", "day 3", "8:00", "ada@example.org", "Outsider", "Statement 1", "Sent"):
        assert words in said
    client.post(reverse("roi:remove_stakeholder", args=[Stakeholder.objects.get().pk]))
    assert Stakeholder.objects.get().removed_at
    assert clock.now() - StatementMail.objects.get().created_at < timedelta(minutes=5)


def test_many_mail_programs_behind_one_address_are_not_challenged(
    programme: Programme, finance: User
) -> None:
    client = Client(enforce_csrf_checks=True)
    address = reverse("roi:unsubscribe", args=["wrong"])
    assert {client.post(address, {"List-Unsubscribe": "One-Click"}).status_code for _ in range(15)} == {404}


def test_the_charts_stand_in_the_mail_as_pictures_and_a_draft_says_so(
    finance: User, kept: Statement, outsider: Stakeholder, work
) -> None:
    send_statement(actor=finance, statement=kept)
    work()
    [sent] = mail.outbox
    assert sent.subject.startswith("Draft, not approved: Statement 1: 175%")
    whole = sent.message()
    kinds = [part.get_content_type() for part in whole.walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
        "image/png", "application/pdf",
    ]  # fmt: skip
    html = whole.get_body(("html",)).get_content()
    pictures = [part for part in whole.walk() if part.get_content_type() == "image/png"]
    for part in pictures:
        assert f"cid:{part['Content-ID'].strip('<>')}" in html
        picture = Image.open(BytesIO(part.get_content()))
        assert picture.width == 1216, "two pixels for each of the page's, for dense screens"
        assert len(picture.getcolors()) > 8, "something is drawn"
        assert len(part.get_content()) < 100_000
    assert "alt=" in html
    assert "net return €700" in html, "the picture in words"
    for body in (sent.body, html):
        assert "Draft, not approved" in body


def test_a_draft_waits_and_is_sent_once_it_is_approved(
    finance: User, kept: Statement, outsider: Stakeholder, work
) -> None:
    set_schedule(actor=finance, every="week", day=1, hour=7)
    assert Event.objects.filter(name="SendingLimited").count() == 2
    with pytest.raises(Conflict, match="not approved"):
        send_statement(actor=finance, statement=kept)
    answer_slot(at=clock.now(), statement=kept, is_new=True)
    assert states() == []
    client = signed_in(finance)
    assert "waits: it is sent as soon as it is approved" in text_of(client.get(reverse("roi:sending")))
    approve_statement(actor=finance, statement=kept)
    work()
    [sent] = mail.outbox
    assert sent.subject.startswith("Statement 1: 175%")
    assert "waits:" not in text_of(client.get(reverse("roi:sending")))


def test_an_overtaken_draft_is_not_sent_when_it_is_approved_late(
    finance: User, kept: Statement, outsider: Stakeholder
) -> None:
    set_schedule(actor=finance, every="week", day=1, hour=7)
    answer_slot(at=clock.now(), statement=kept, is_new=True)
    second = later(finance)
    answer_slot(at=clock.now() + timedelta(days=7), statement=second, is_new=True)
    approve_statement(actor=finance, statement=second)
    approve_statement(actor=finance, statement=kept)
    assert list(StatementMail.objects.values_list("statement__number", flat=True)) == [2]


@pytest.mark.parametrize("state", ["failed", "unclear", "skipped"])
def test_a_mail_that_did_not_arrive_is_sent_again_once(
    finance: User, rep: User, kept: Statement, outsider: Stakeholder, work, state: str
) -> None:
    one = StatementMail.objects.create(
        statement=kept, stakeholder=outsider, state=state, attempts=5, error="x"
    )
    with pytest.raises(Forbidden):
        send_again(actor=rep, mail=one)
    client, address = signed_in(finance), reverse("roi:send_again", args=[one.pk])
    assert "Send again" in text_of(client.get(reverse("roi:sending")))
    assert "is on its way again" in text_of(client.post(address, follow=True))
    assert "is on its way already" in text_of(client.post(address, follow=True))
    work()
    assert (states(), len(mail.outbox)) == (["sent"], 1)
    [fact] = Event.objects.filter(name="StatementSendingRetried")
    assert (fact.data["was"], fact.actor_id) == (state, finance.pk)
    with pytest.raises(Conflict, match="twice"):
        send_again(actor=finance, mail=one)
    assert "Send again" not in text_of(client.get(reverse("roi:sending")))


def test_nothing_is_sent_again_to_who_wants_no_more(
    finance: User, kept: Statement, outsider: Stakeholder
) -> None:
    one = StatementMail.objects.create(statement=kept, stakeholder=outsider, state="failed")
    unsubscribe(stakeholder=outsider)
    with pytest.raises(Conflict, match="no more"):
        send_again(actor=finance, mail=one)
    assert states() == ["failed"]

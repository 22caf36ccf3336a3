"""Comments on a statement: about it or one line, changed for a quarter of an hour, withdrawn; mentions by mail once."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accrue import clock
from accrue.accounts.models import User
from accrue.accounts.services import create_user
from accrue.errors import Conflict, Invalid, Missing
from accrue.events.models import Event
from accrue.roi.models import CommentMention, Programme, Statement, StatementComment
from accrue.roi.selectors.comments import named_in
from accrue.roi.services.comments import comment, edit_comment, tell_mentioned, withdraw_comment
from accrue.roi.services.printing import print_page
from accrue.roi.services.statements import keep_statement
from accrue.roi.tests.specimen import HOLDOUT, specimen
from accrue.roi.tests.test_pages import signed_in, text_of, token_of


@pytest.fixture
def kept(finance: User, programme: Programme) -> Statement:
    return keep_statement(actor=finance, drawn=specimen()).statement


def test_said_of_the_whole_and_of_a_line(finance: User, manager: User, kept: Statement) -> None:
    client, page = signed_in(manager), reverse("roi:statement", args=[kept.number])
    assert "Nobody said anything yet" in text_of(client.get(page))
    new = reverse("roi:new_comment", args=[kept.number])
    client.post(new, {"text": "<b>Bold</b> claim"})
    client.post(f"{new}?line={HOLDOUT.key}", {"text": "Why so high?"})
    assert client.post(new, {"text": "  "}).status_code == 422
    assert client.post(f"{new}?line=no-such", {"text": "x"}).status_code == 422
    said = text_of(client.get(page))
    assert "&lt;b&gt;Bold&lt;/b&gt; claim" in said
    assert "spring: mail" in said
    assert "Man Ager" in said
    peek = text_of(client.get(reverse("roi:statement_line", args=[kept.number, 0])))
    assert "Why so high?" in peek
    assert "claim" not in peek
    assert "Why so high?" not in print_page(kept)
    assert Event.objects.filter(name="StatementCommented", subject_id=kept.pk).count() == 2


def test_changed_by_its_author_for_a_quarter_of_an_hour(
    finance: User, manager: User, kept: Statement, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = comment(actor=manager, statement=kept, text="First")
    with pytest.raises(Conflict):
        edit_comment(actor=finance, said=said, text="Mine now")
    for client in (signed_in(finance),):
        assert client.get(reverse("roi:edit_comment", args=[said.pk])).status_code == 404
        assert client.post(reverse("roi:withdraw_comment", args=[said.pk])).status_code == 404
    client = signed_in(manager)
    client.post(reverse("roi:edit_comment", args=[said.pk]), {"text": "Second"})
    said.refresh_from_db()
    assert (said.text, said.edited_at is not None) == ("Second", True)
    late = clock.now() + timedelta(minutes=15, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    with pytest.raises(Conflict, match="15 minutes"):
        edit_comment(actor=manager, said=said, text="Third")
    withdraw_comment(actor=manager, said=said)
    page = text_of(signed_in(finance).get(reverse("roi:statement", args=[kept.number])))
    assert "Second" not in page
    assert "Withdrawn" in page
    with pytest.raises(Conflict):
        withdraw_comment(actor=manager, said=said)


def test_who_is_named_is_told_once(finance: User, manager: User, kept: Statement, work) -> None:
    create_user(email="nobody@example.com", name="No Body", roles=[])
    said = comment(
        actor=manager, statement=kept, text="@Fin One, @No Body: look. @Man Ager too", line=HOLDOUT.key
    )
    work()
    [letter] = mail.outbox
    assert letter.to == ["fin@example.com"]
    assert "line “spring: mail”" in letter.body
    assert f"#comment-{said.pk}" in letter.body
    edit_comment(actor=manager, said=said, text="@fin@example.com look again")
    work()
    for one in CommentMention.objects.all():
        tell_mentioned(mention_id=one.pk)
    assert len(mail.outbox) == 1


def test_a_silent_server_is_asked_again(
    finance: User, manager: User, kept: Statement, work, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment(actor=manager, statement=kept, text="@Fin One?")
    one = CommentMention.objects.get()
    with monkeypatch.context() as silent:
        silent.setattr(
            EmailMessage, "send", lambda self: (_ for _ in ()).throw(SMTPServerDisconnected("gone"))
        )
        with pytest.raises(SMTPServerDisconnected):
            tell_mentioned(mention_id=one.pk)
    tell_mentioned(mention_id=one.pk)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Ann Lee hello", {"Ann Lee"}),
        ("@ann lee.", {"Ann Lee"}),
        ("@Ann Leeson", {"Ann Leeson"}),
        ("@Ann", set()),
        ("write to x@ann lee", {"Ann Lee"}),
        ("@ann.lee@example.com and @Ann Leeson", {"Ann Lee", "Ann Leeson"}),
        ("Ann Lee", set()),
    ],
)
def test_names(finance: User, text: str, names: set[str]) -> None:
    create_user(email="ann.lee@example.com", name="Ann Lee", roles=[])
    create_user(email="ann2@example.com", name="Ann Leeson", roles=[])
    assert {u.name for u in named_in(text)} == names


def test_programs_read_what_was_said(finance: User, kept: Statement) -> None:
    address = f"/api/v1/roi/statements/{kept.number}/comments"
    asking = {"Authorization": f"Bearer {token_of(finance)}"}
    for text in ("Said", "Taken back"):
        said = comment(actor=finance, statement=kept, text=text)
    withdraw_comment(actor=finance, said=said)
    told = signed_in(finance).get(address, headers=asking).json()
    assert [one["text"] for one in told] == ["Said", ""]


def test_not_for_those_who_may_not_see_it(kept: Statement, finance: User) -> None:
    nobody = create_user(email="nobody@example.com", name="No Body", roles=[])
    with pytest.raises(Missing):
        comment(actor=nobody, statement=kept, text="x")
    with pytest.raises(Invalid):
        comment(actor=finance, statement=kept, text="x" * 4001)


def test_the_page_takes_as_many_queries_whatever_is_said(
    finance: User, manager: User, kept: Statement
) -> None:
    client, address, asked = signed_in(finance), reverse("roi:statement", args=[kept.number]), []
    for size in (10, 100):
        for n in range(size):
            StatementComment.objects.create(statement=kept, author=manager, text=f"T{size}-{n}")
        with CaptureQueriesContext(connection) as queries:
            assert f"T{size}-0" in text_of(client.get(address))
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 9, [q["sql"][:90] for q in queries]

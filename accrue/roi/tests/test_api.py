"""The return for programs: sending, designs, alerts, comments and the ledger as a file, each once however often asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accrue.accounts.models import User
from accrue.events.models import Event
from accrue.roi.models import Alert, Cost, DesignPin, Programme, Stakeholder, Statement, StatementMail
from accrue.roi.services.publishing import approve_statement
from accrue.roi.services.statements import keep_statement
from accrue.roi.tests.specimen import specimen
from accrue.roi.tests.test_pages import token_of

type Call = Callable[..., Any]
ALL = ("statement:read", "statement:write", "programme:read", "programme:write", "cost:read", "cost:write")


def calling(user: User, *scopes: str) -> Call:
    token = token_of(user, *scopes)

    def call(method: str, path: str, data: Any = None, *, key: str = "") -> Any:
        headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
        send = getattr(Client(), method)
        address = f"/api/v1/roi/{path}"
        if method == "get":
            return send(address, data, headers=headers)
        return send(address, data, content_type="application/json", headers=headers)

    return call


@pytest.fixture
def call(finance: User) -> Call:
    return calling(finance, *ALL)


@pytest.fixture
def kept(finance: User, programme: Programme) -> Statement:
    return keep_statement(actor=finance, drawn=specimen()).statement


def test_stakeholders_schedule_and_mails(finance: User, kept: Statement, call: Call) -> None:
    body = {"name": "Ada", "email": "ada@example.org"}
    made = call("post", "stakeholders", body, key="one")
    assert made.status_code == 201
    again = call("post", "stakeholders", body, key="one")
    assert (again.json(), Stakeholder.objects.count()) == (made.json(), 1)
    assert call("post", "stakeholders", body).status_code == 409
    assert call("post", "stakeholders", {"user_id": 10**12}).status_code == 422
    assert call("post", "stakeholders", {"user_id": finance.pk}).json()["email"] == finance.email
    assert len(call("get", "stakeholders").json()["items"]) == 2

    assert call("get", "sending-schedule").json() == {
        "every": "never", "day": 1, "hour": 7, "approved_only": True,
    }  # fmt: skip
    refused = call("post", "statements/1/send")
    assert (refused.status_code, refused.json()["code"]) == (409, "roi.only_approved_sent")
    wanted = {"every": "month", "day": 3, "hour": 8, "approved_only": False}
    assert call("put", "sending-schedule", wanted).json() == wanted
    assert call("put", "sending-schedule", wanted | {"every": "week", "day": 9}).status_code == 422
    assert call("post", "statements/1/send", key="now").json() == {"queued": 2}
    assert call("post", "statements/1/send", key="now").json() == {"queued": 2}
    assert call("post", "statements/1/send").json() == {"queued": 0}
    StatementMail.objects.filter(stakeholder_id=made.json()["id"]).update(state="failed", attempts=5)
    first, second = call("get", "mails", {"sort": "id"}).json()["items"]
    assert (first["state"], first["statement"], second["state"]) == ("failed", 1, "waiting")
    for _ in range(2):
        assert call("post", f"mails/{first['id']}/again").json()["state"] == "waiting"
    assert Event.objects.filter(name="StatementSendingRetried").count() == 1
    assert call("post", "mails/99/again").status_code == 404

    assert call("delete", f"stakeholders/{made.json()['id']}").status_code == 204
    assert call("delete", f"stakeholders/{made.json()['id']}").status_code == 404
    assert Stakeholder.objects.get(pk=made.json()["id"]).removed_at


def test_an_approved_statement_needs_no_leave_to_be_sent(finance: User, kept: Statement, call: Call) -> None:
    call("post", "stakeholders", {"name": "Ada", "email": "ada@example.org"})
    approve_statement(actor=finance, statement=kept)
    assert call("post", "statements/1/send").json() == {"queued": 1}


def test_designs_are_chosen_and_let_go(programme: Programme, call: Call) -> None:
    pin = {"design": "timeline", "reason": "Agreed with finance."}
    assert call("put", "designs/margin", pin).json() == {"line": "margin"} | pin
    assert call("get", "designs").json() == [{"line": "margin"} | pin]
    assert call("put", "designs/series", pin | {"design": "donors"}).status_code == 422
    assert call("put", "designs/nothing", pin).status_code == 422
    for _ in range(2):
        assert call("delete", "designs/margin").status_code == 204
    assert not DesignPin.objects.exists()
    assert Event.objects.filter(name="ProgrammeChanged").count() >= 2


def test_alerts_open_and_closed(programme: Programme, call: Call) -> None:
    for year, is_closed in ((2025, True), (2026, False)):
        one = Alert.objects.create(category="media", year=year, said=f"Overrun in {year}.")
        if is_closed:
            Alert.objects.filter(pk=one.pk).update(closed_at=one.opened_at)
    assert [one["year"] for one in call("get", "alerts").json()["items"]] == [2026, 2025]
    assert [one["year"] for one in call("get", "alerts", {"open_only": True}).json()["items"]] == [2026]


def test_comments_are_written_changed_and_withdrawn_by_their_author(
    finance: User, second_finance: User, kept: Statement, call: Call
) -> None:
    said = call("post", "statements/1/comments", {"text": "Look", "line": "cost:training"}, key="c")
    assert (said.status_code, said.json()["line"]) == (201, "cost:training")
    assert (
        call("post", "statements/1/comments", {"text": "Look", "line": "cost:training"}, key="c").json()
        == said.json()
    )
    assert call("post", "statements/1/comments", {"text": "Look", "line": "nothing"}).status_code == 422
    pk = said.json()["id"]
    other = calling(second_finance, *ALL)
    assert other("patch", f"comments/{pk}", {"text": "Mine"}).status_code == 404
    reader = calling(finance, "statement:read")
    assert reader("post", "statements/1/comments", {"text": "x"}).status_code == 403
    assert reader("delete", f"comments/{pk}").status_code == 403
    assert call("patch", f"comments/{pk}", {"text": "Look again"}).json()["text"] == "Look again"
    assert call("delete", f"comments/{pk}").status_code == 204
    assert [one["text"] for one in call("get", "statements/1/comments").json()] == [""]


def test_the_ledger_goes_out_and_in_as_a_file(finance: User, programme: Programme, call: Call) -> None:
    head = "category,amount,currency,incurred_on\n"
    good = {"csv": f"{head}media,5.10,EUR,2026-01-02\nTraining,7,EUR,2026-01-03\n"}
    made = call("post", "costs/file", good, key="file")
    assert made.status_code == 201
    assert call("post", "costs/file", good, key="file").json() == made.json()
    assert sorted(made.json()["ids"]) == sorted(Cost.objects.values_list("pk", flat=True))
    wrong = call("post", "costs/file", {"csv": f"{head}media,x,EUR,2026-01-02\nmedia,5.10,EUR,2026-01-02\n"})
    assert wrong.status_code == 422
    assert {one["field"] for one in wrong.json()["errors"]} == {"row 2", "row 3"}
    assert call("post", "costs/file", {"csv": "nothing"}).status_code == 422
    assert Cost.objects.count() == 2
    answer = call("get", "costs/file")
    text = b"".join(answer.streaming_content).decode()
    assert answer["Content-Type"].startswith("text/csv")
    assert ("5.10" in text, "training" in text) == (True, True)
    assert Event.objects.filter(name="CostsExported").count() == 1

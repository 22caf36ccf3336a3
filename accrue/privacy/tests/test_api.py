"""Personal data for programs."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest

from accrue import clock
from accrue.accounts.services import create_user
from accrue.accounts.tokens import create_token
from accrue.privacy.models import RetentionRule

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(north):
    return create_user(email="ada@accrue.test", name="Ada Admin", roles=["administrator"], team=north)


@pytest.fixture
def ask(client):
    def call(user, method, path, body=None):
        soon = clock.now() + timedelta(days=1)
        _, secret = create_token(user=user, name=f"t{path}", scopes=["*:read", "*:write"], expires_at=soon)
        return client.generic(
            method, f"/api/v1/{path}", data=_json(body), content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )  # fmt: skip

    return call


def _json(body):
    import json

    return "" if body is None else json.dumps(body)


def test_a_file_is_asked_for_and_fetched_by_whoever_asked(admin, rep, hanna, ask, work):
    asked = ask(admin, "POST", "personal-data/exports", {"person_id": hanna.pk})
    assert asked.status_code == 201
    made = asked.json()
    assert made["is_there"] is False
    path = f"personal-data/exports/{made['id']}"
    assert ask(admin, "GET", f"{path}/file").status_code == 404
    work()
    assert ask(admin, "GET", path).json()["is_there"] is True
    answer = ask(admin, "GET", f"{path}/file")
    assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist() == [
        "personal-data.html",
        "personal-data.json",
    ]
    other = create_user(email="eve@accrue.test", name="Eve", roles=["administrator"])
    assert ask(other, "GET", path).status_code == ask(other, "GET", f"{path}/file").status_code == 404
    assert ask(rep, "GET", path).status_code == ask(rep, "GET", f"{path}/file").status_code == 403


def test_what_holds_is_told_by_purpose(admin, hanna, ask):
    body = {"purpose": "phone", "is_given": True, "evidence": "Yes, call me"}
    assert ask(admin, "POST", f"people/{hanna.pk}/consents", body).status_code == 201
    told = {one["purpose"]: one for one in ask(admin, "GET", f"people/{hanna.pk}/consents/now").json()}
    assert told["phone"]["answer"] == "given"
    assert told["phone"]["until"] is not None
    assert told["offers"] == {
        "purpose": "offers", "label": "Offers", "answer": "none", "since": None, "until": None,
    }  # fmt: skip


def test_rules_are_made_tried_changed_and_deleted(admin, hanna, ask):
    hanna.__class__.objects.filter(pk=hanna.pk).update(created_at=clock.now() - timedelta(days=1_000))
    about = {"all": [["given_name", "is", "Hanna"]]}
    made = ask(admin, "POST", "retention-rules", {"name": "Old", "months": 1, "filter": about})
    assert made.status_code == 201, made.content
    rule = made.json()
    assert (rule["filter"], rule["is_on"], rule["version"]) == (about, False, 1)
    today = ask(admin, "GET", f"retention-rules/{rule['id']}/today").json()
    assert today["count"] == len(today["person_ids"])
    changed = ask(admin, "PATCH", f"retention-rules/{rule['id']}", {"version": 1, "months": 60})
    assert (changed.json()["months"], changed.json()["filter"]) == (60, about)
    assert (
        ask(admin, "PATCH", f"retention-rules/{rule['id']}", {"version": 1, "months": 6}).status_code == 409
    )
    wrong = {"name": "x", "months": 1, "filter": {"all": [["owner__password", "is", "x"]]}}
    assert ask(admin, "POST", "retention-rules", wrong).status_code == 400
    assert (
        ask(admin, "POST", "retention-rules", {"name": "x", "months": 1, "changed_by": 1}).status_code == 422
    )
    assert ask(admin, "DELETE", f"retention-rules/{rule['id']}").status_code == 204
    assert ask(admin, "GET", "retention-rules").json() == []
    assert RetentionRule.objects.get().deleted_at is not None

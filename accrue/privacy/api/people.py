from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.privacy import selectors
from accrue.privacy.models import Consent, Erasure
from accrue.privacy.services import consents, erasing

router = Router(tags=["Personal data"])


class ConsentOut(Schema):
    id: int
    person_id: int
    purpose: str
    is_given: bool
    basis: str
    how: str
    evidence: str
    source: str
    at: datetime
    expires_at: datetime | None


class ConsentIn(Body):
    """A yes needs `evidence`: what was said or ticked, word for word."""

    purpose: str
    is_given: bool
    how: str = "api"
    basis: str = "consent"
    evidence: Annotated[str, Field(max_length=4_000)] = ""
    source: Annotated[str, Field(max_length=200)] = ""
    at: datetime | None = None
    expires_at: datetime | None = None


class ErasureOut(Schema):
    id: int
    person_id: int
    state: str
    why: str
    asked_at: datetime
    due_at: datetime
    ended_at: datetime | None


class ErasureIn(Body):
    """`name` must be the person's as it stands on the record: erasing cannot be undone."""

    person_id: int
    name: str
    why: Literal["asked", "unneeded"] = "asked"
    due_at: datetime | None = None


@router.get("/people/{int:person_id}/consents", response={200: Page[ConsentOut]})
def list_consents(
    request: HttpRequest,
    person_id: int,
    sort: Annotated[str, Field(description="at; with - before it downwards.")] = "-at",
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Every yes and no of a person; for each purpose the latest holds."""
    selectors.person_seen(actor_of(request), person_id)
    rows, following = page_of(
        selectors.consents(person_id), sort=sort, sorts={"at": "at"}, cursor=cursor, limit=limit
    )
    return {"items": rows, "next": following}


@router.post("/people/{int:person_id}/consents", response={201: ConsentOut})
def record_consent(request: HttpRequest, person_id: int, body: ConsentIn) -> tuple[int, Consent]:
    """Note a yes or a no with what proves it."""
    said = consents.record_consent(actor=actor_of(request), person_id=person_id, **body.dict())
    return 201, said


@router.get("/erasures", response={200: Page[ErasureOut]})
def list_erasures(
    request: HttpRequest,
    sort: Annotated[str, Field(description="asked_at; with - before it downwards.")] = "-asked_at",
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """The ledger: who is to be erased, and who was. Never a name."""
    rows, following = page_of(
        selectors.erasures(actor_of(request)),
        sort=sort,
        sorts={"asked_at": "asked_at"},
        cursor=cursor,
        limit=limit,
    )
    return {"items": rows, "next": following}


@router.post("/erasures", response={201: ErasureOut})
def plan_erasure(request: HttpRequest, body: ErasureIn) -> tuple[int, Erasure]:
    """Erase a person everywhere, at `due_at` or at once. This cannot be undone."""
    actor = actor_of(request)
    access.require(actor, "delete", "privacy")
    return 201, erasing.plan_erasure(actor=actor, **body.dict())


@router.post("/erasures/{int:erasure_id}/stop", response={200: ErasureOut})
def stop_erasure(request: HttpRequest, erasure_id: int) -> Erasure:
    """Keep somebody whose erasure has not begun."""
    return erasing.stop_erasure(actor=actor_of(request), erasure_id=erasure_id)


class ConsentState(Schema):
    """What holds for one purpose: given, withdrawn, expired or none."""

    purpose: str
    label: str
    answer: str
    since: datetime | None
    until: datetime | None


@router.get("/people/{int:person_id}/consents/now", response={200: list[ConsentState]})
def what_holds(request: HttpRequest, person_id: int) -> list[dict[str, Any]]:
    """For each purpose what this person last said, those merged into them included."""
    person = selectors.person_seen(actor_of(request), person_id)
    return [
        {
            "purpose": one.purpose.key,
            "label": one.purpose.label,
            "answer": one.answer,
            "since": one.latest.at if one.latest else None,
            "until": one.latest.expires_at if one.latest else None,
        }
        for one in selectors.states(person.pk)
    ]

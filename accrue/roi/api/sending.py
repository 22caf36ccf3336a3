"""Who is sent statements, when, and what was sent, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.errors import Invalid, Missing
from accrue.roi.api.asked import id_of, number_of
from accrue.roi.models import SendingSchedule, Stakeholder, StatementMail
from accrue.roi.selectors import sending as found
from accrue.roi.selectors.programme import require_programme
from accrue.roi.selectors.statements import statement_numbered
from accrue.roi.services.sending import send_again, send_statement
from accrue.roi.services.stakeholders import add_stakeholder, remove_stakeholder, set_schedule

router = Router(tags=["Return"])

type Text = Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]


class StakeholderOut(Schema):
    """A user, or an outsider by name and address."""

    id: int
    user_id: int | None
    name: str
    email: str
    added_at: datetime
    unsubscribed_at: datetime | None

    @staticmethod
    def resolve_name(one: Stakeholder) -> str:
        return str(one)

    @staticmethod
    def resolve_email(one: Stakeholder) -> str:
        return one.address


class StakeholderIn(Body):
    """Either `user_id`, or `name` and `email` of somebody outside."""

    user_id: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None
    name: Text = ""
    email: Annotated[str, Field(max_length=254, pattern=r"^[^\x00]*$")] = ""


class ScheduleOut(Schema):
    """`day` is a weekday (1 is Monday) every week, else a day of the month; `hour` in the organisation's time zone."""

    every: Literal["never", "week", "month", "quarter"]
    day: int
    hour: int
    approved_only: bool


class ScheduleIn(Body):
    every: Literal["never", "week", "month", "quarter"]
    day: Annotated[int, Field(ge=1, le=28)] = 1
    hour: Annotated[int, Field(ge=0, le=23)] = 7
    approved_only: bool = True


class MailOut(Schema):
    """`unclear`: the worker stopped while handing it over, so perhaps it arrived."""

    id: int
    statement: int
    stakeholder_id: int
    state: Literal["waiting", "sending", "sent", "failed", "skipped", "unclear"]
    error: str
    created_at: datetime
    sent_at: datetime | None

    @staticmethod
    def resolve_statement(mail: StatementMail) -> int:
        return mail.statement.number


class SentOut(Schema):
    """How many mails were queued; whoever was sent it before gets none."""

    queued: int


@router.get("/roi/stakeholders", response={200: Page[StakeholderOut]}, summary="Who is sent statements")
def list_stakeholders(
    request: HttpRequest, sort: str = "id", cursor: str | None = None, limit: int = 50
) -> dict[str, object]:
    access.require(actor_of(request), "see", "programme")
    rows, following = page_of(found.stakeholders(), sort=sort, sorts={"id": "id"}, cursor=cursor, limit=limit)
    return {"items": rows, "next": following}


@router.post("/roi/stakeholders", response={201: StakeholderOut}, summary="Send somebody every statement")
def create_stakeholder(request: HttpRequest, body: StakeholderIn) -> tuple[int, Stakeholder]:
    actor = actor_of(request)
    access.require(actor, "edit", "programme")
    user = _user(body.user_id) if body.user_id else None
    return 201, add_stakeholder(actor=actor, user=user, name=body.name, email=body.email)


@router.delete("/roi/stakeholders/{int:stakeholder_id}", response={204: None}, summary="Send them no more")
def delete_stakeholder(request: HttpRequest, stakeholder_id: int) -> Status[None]:
    actor = actor_of(request)
    access.require(actor, "edit", "programme")
    one = found.stakeholders().filter(pk=id_of(stakeholder_id)).first()
    if one is None:
        raise Missing
    remove_stakeholder(actor=actor, stakeholder=one)
    return Status(204, None)


@router.get("/roi/sending-schedule", response={200: ScheduleOut}, summary="When statements are sent")
def get_schedule(request: HttpRequest) -> SendingSchedule:
    access.require(actor_of(request), "see", "programme")
    return found.schedule() or SendingSchedule()


@router.put("/roi/sending-schedule", response={200: ScheduleOut}, summary="Set when statements are sent")
def put_schedule(request: HttpRequest, body: ScheduleIn) -> SendingSchedule:
    """Draws and sends by itself; with `approved_only` a draft waits until it is approved."""
    return set_schedule(actor=actor_of(request), **body.dict())


@router.post("/roi/statements/{int:number}/send", response={202: SentOut}, summary="Send a statement now")
def send_now(request: HttpRequest, number: int) -> tuple[int, dict[str, int]]:
    """To every stakeholder who was not sent it yet."""
    actor = actor_of(request)
    access.require(actor, "edit", "programme")
    require_programme()
    opened = statement_numbered(actor, number_of(number))
    return 202, {"queued": len(send_statement(actor=actor, statement=opened.kept))}


@router.get("/roi/mails", response={200: Page[MailOut]}, summary="What was sent")
def list_mails(
    request: HttpRequest, sort: str = "-id", cursor: str | None = None, limit: int = 50
) -> dict[str, object]:
    access.require(actor_of(request), "see", "programme")
    rows, following = page_of(found.mails(), sort=sort, sorts={"id": "id"}, cursor=cursor, limit=limit)
    return {"items": rows, "next": following}


@router.post("/roi/mails/{int:mail_id}/again", response={202: MailOut}, summary="Send a failed mail again")
def again(request: HttpRequest, mail_id: int) -> tuple[int, StatementMail]:
    """One that failed, was left out, or is unclear; 409 for one that was sent. A repeat queues no second one."""
    actor = actor_of(request)
    access.require(actor, "edit", "programme")
    mail = found.mails().filter(pk=id_of(mail_id)).first()
    if mail is None:
        raise Missing
    send_again(actor=actor, mail=mail)
    mail.refresh_from_db()
    return 202, mail


def _user(user_id: int) -> User:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        said = "There is no such user."
        raise Invalid("roi.stakeholder_invalid", "Nobody was added yet.", fields={"user_id": said})
    return user

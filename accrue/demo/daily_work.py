"""What people leave behind while they work, so that no page of the demo stands empty: promises, fields, tags, words, slips."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import batched
from typing import NamedTuple

from django.db import transaction

from accrue.activities.services import add_tags, follow, write_comment
from accrue.contacts.models import Company, Person
from accrue.contacts.services import create_person, edit_company
from accrue.demo.people import Staff
from accrue.filters.custom.services import make_field
from accrue.quality.selectors.rules import KINDS
from accrue.quality.services.health import ask_for_look
from accrue.quality.services.scanning import request_scan
from accrue.roi.models import Programme
from accrue.roi.services.baselines import Asked, request_baseline
from accrue.roi.services.goals import set_goal
from accrue.sales.models import Deal

MONTHS_BEFORE = 12
FROZEN = ("margin", "orders", "new_customers", "retention", "win_rate", "average_deal")
LEVELS = ("Basic", "Plus", "Premium")
TAGS = (
    ("Key account", 18, 0),
    ("Trade fair 2026", 30, 7),
    ("Reference", 9, 3),
)  # name, how many, from where on
TYPED_TWICE = 14


class Promise(NamedTuple):
    measure: str
    target: int
    note: str


PROMISES = (
    Promise("retention", 75, "Of those who bought a year ago, three in four still do."),
    Promise("win_rate", 60, "So that the pipeline is worth what it says."),
)


@transaction.atomic
def leave_traces(staff: Staff) -> None:
    """Goals, a field with values, tags, a conversation and people typed in twice; the worker then freezes and looks."""
    found = Programme.objects.get()
    if found.go_live is not None:
        _promise(staff, found.go_live)
    _describe(staff)
    _talk(staff)
    _type_twice(staff)
    for kind in KINDS:
        ask_for_look(actor=staff.administrator, kind=kind)
    request_scan(actor=staff.administrator)


def _promise(staff: Staff, go_live: date) -> None:
    first = go_live.replace(year=go_live.year - 1, day=1)
    last = go_live.replace(day=1).fromordinal(go_live.replace(day=1).toordinal() - 1)
    for measure in FROZEN:
        request_baseline(actor=staff.finance, asked=Asked(measure, first, last))
    for one in PROMISES:
        set_goal(
            actor=staff.finance, measure=one.measure, target=Decimal(one.target), starts_on=go_live,
            due_on=go_live.replace(year=go_live.year + 2), owner=staff.manager, note=one.note,
        )  # fmt: skip


def _describe(staff: Staff) -> None:
    make_field(
        actor=staff.administrator, kind="company", label="Service level", type="choice", choices=LEVELS,
        help_text="As agreed in the service contract.",
    )  # fmt: skip
    companies = list(Company.objects.order_by("pk")[:60])
    for number, company in enumerate(companies):
        level = LEVELS[number % len(LEVELS)].lower()
        edit_company(
            actor=staff.administrator,
            company_id=company.pk,
            version=company.version,
            custom={"service_level": level},
        )
    for name, many, start in TAGS:
        carried = [company.pk for company in companies[start::2][:many]]
        add_tags(actor=staff.administrator, kind="company", ids=carried, names=[name])


def _talk(staff: Staff) -> None:
    for deal in Deal.objects.filter(closed_at=None, owner=staff.rep).order_by("pk")[:2]:
        follow(actor=staff.manager, kind="deal", record_id=deal.pk)
        for author, text in (
            (staff.manager, f"@{staff.rep.name} Can we close this before the end of the quarter?"),
            (staff.rep, "They asked for two more references. I send them today."),
        ):
            write_comment(actor=author, kind="deal", record_id=deal.pk, text=text)


def _type_twice(staff: Staff) -> None:
    """Somebody who was there already, typed in again with the slips that people make."""
    twins = Person.objects.exclude(company=None).order_by("pk")[: TYPED_TWICE * 40 : 40]
    for shortened, swapped in batched(twins, 2, strict=True):
        create_person(
            actor=staff.administrator, given_name=f"{shortened.given_name[0]}.", family_name=shortened.family_name,
            phone=shortened.phone, country=shortened.country, company_id=shortened.company_id,
        )  # fmt: skip
        create_person(
            actor=staff.administrator, given_name=swapped.family_name, family_name=swapped.given_name,
            email=swapped.email.upper(), country=swapped.country,
        )  # fmt: skip

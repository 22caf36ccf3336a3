"""The demo's pages have something on them, and what is left there does not touch what is measured."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from accrue.activities.models import Comment, Tagging
from accrue.billing.models import Order
from accrue.contacts.models import Company, Person
from accrue.demo.company import found_company
from accrue.demo.daily_work import FROZEN, PROMISES, TYPED_TWICE, leave_traces
from accrue.demo.simulation import SEQUENCES, Settings
from accrue.roi.models import Goal

SMALL = tuple(replace(one, people=one.people // 5) for one in SEQUENCES)
pytestmark = pytest.mark.django_db


def test_traces_fill_the_pages_and_add_no_order():
    staff = found_company(
        replace(Settings(3, date(2026, 9, 30), companies=70, people=600), sequences=SMALL),
        "a-long-password",
        lambda *_: None,
    )
    people, orders = Person.objects.count(), Order.objects.count()
    leave_traces(staff)
    assert Order.objects.count() == orders
    assert Person.objects.count() == people + TYPED_TWICE
    assert not Order.objects.filter(person__pk__gt=Person.objects.order_by("pk")[people - 1].pk).exists()
    assert Goal.objects.count() == 1 + len(PROMISES)
    assert Tagging.objects.exists()
    assert Comment.objects.exists()
    assert Company.objects.filter(custom__service_level="premium").exists()
    frozen = ProcrastinateJob.objects.filter(task_name="roi.freeze_baseline")
    assert {job.args["measure"] for job in frozen} == set(FROZEN)

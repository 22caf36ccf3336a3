"""A small sales floor: two teams, their reps, a manager, the usual pipeline, a customer and two products."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from accrue.accounts.models import Team
from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.contacts.models import Company, Person
from accrue.products.models import Product
from accrue.sales.services import ensure_default_pipeline, open_deal


@pytest.fixture
def floor(db):
    ensure_built_in_roles()
    north, south = Team.objects.create(name="North"), Team.objects.create(name="South")

    def user(name, role, team):
        slug = name.lower().replace(" ", ".")
        return create_user(
            email=f"{slug}@example.org",
            name=name,
            password="correct-horse-9-battery",
            roles=[role],
            team=team,
        )

    pipeline = ensure_default_pipeline()
    floor = SimpleNamespace(
        north=north,
        south=south,
        rep=user("Ana Ruiz", "rep", north),
        stranger=user("Sam South", "rep", south),
        manager=user("Mia Chen", "manager", north),
        finance=user("Finn Ance", "finance", south),
        reader=user("Rea Der", "read-only", south),
        pipeline=pipeline,
        stages={stage.name: stage for stage in pipeline.stages.all()},
    )
    floor.company = Company.objects.create(name="Northwind Traders", owner=floor.rep, team=north)
    floor.person = Person.objects.create(
        given_name="Hanna", family_name="Vogel", company=floor.company, owner=floor.rep, team=north
    )
    floor.seat = Product.objects.create(
        code="SEAT", name="Seat, yearly", price_minor=120_00, cost_minor=30_00, currency="EUR"
    )
    floor.training = Product.objects.create(
        code="TRAIN", name="Training day", price_minor=900_00, cost_minor=None, currency="EUR"
    )

    def deal(name="Pilot, 15 seats", stage="Qualified", actor=None, **fields):
        fields = {
            "name": name,
            "amount_minor": 7_300_00,
            "currency": "EUR",
            "company_id": floor.company.pk,
            "person_id": floor.person.pk,
        } | fields
        return open_deal(actor=actor or floor.rep, stage_id=floor.stages[stage].pk, fields=fields)

    floor.deal = deal
    return floor

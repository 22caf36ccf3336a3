"""Records that are made quickly from rows are what Django would have made of them."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import DEFERRED, Model
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init

from accrue.accounts.models import Team, User
from accrue.accounts.services import create_user
from accrue.loading import Quick

QUICK = [model for model in apps.get_models() if issubclass(model, Quick)]


@pytest.mark.parametrize("model", QUICK, ids=lambda model: model._meta.label)
def test_nothing_happens_when_one_is_made(model: type[Model]) -> None:
    assert model.__init__ is Model.__init__
    assert not pre_init.has_listeners(model)
    assert not post_init.has_listeners(model)
    for field in model._meta.concrete_fields:
        held = model.__dict__.get(field.attname) or next(
            base.__dict__[field.attname] for base in model.__mro__ if field.attname in base.__dict__
        )
        assert type(held) in (DeferredAttribute, ForeignKeyDeferredAttribute), field.name


@pytest.mark.django_db
def test_a_record_is_the_same_as_django_makes_it() -> None:
    team = Team.objects.create(name="North")
    made = create_user(email="ada@example.org", name="Ada", team=team)
    names = [field.attname for field in User._meta.concrete_fields]
    row = User.objects.values_list(*names).get(pk=made.pk)
    quick = User.from_db("default", names, row)
    slow = super(Quick, User).from_db("default", names, row)
    assert {k: v for k, v in quick.__dict__.items() if k != "_state"} == {
        k: v for k, v in slow.__dict__.items() if k != "_state"
    }
    assert (
        (quick._state.adding, quick._state.db) == (slow._state.adding, slow._state.db) == (False, "default")
    )


@pytest.mark.django_db
def test_what_was_not_loaded_is_fetched_when_asked_for() -> None:
    made = create_user(email="ada@example.org", name="Ada")
    found = User.objects.only("email").get(pk=made.pk)
    assert found.get_deferred_fields() >= {"name", "created_at"}
    assert found.__dict__.get("name", DEFERRED) is DEFERRED
    found.email = "eve@example.org"
    found.save()
    assert User.objects.values_list("name", "email").get(pk=made.pk) == ("Ada", "eve@example.org")
    assert found.name == "Ada"

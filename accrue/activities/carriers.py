"""Which records carry tags, comments, files and followers, and how one of them is found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from accrue.accounts import access
from accrue.accounts.kinds import Action, kind_called
from accrue.accounts.merged import kept_id
from accrue.accounts.models import User
from accrue.errors import Forbidden, Missing

CARRIERS = ("person", "company", "deal", "order", "product")


def record_of(actor: User, kind: str, record_id: int) -> Model:
    """The record, or the one that stands for it since a merge. Raises Missing where this person may not see it."""
    if kind not in CARRIERS:
        raise Missing
    model = kind_called(kind).model
    found = access.visible(actor, model._default_manager.filter(pk=kept_id(kind, record_id))).first()
    if found is None:
        raise Missing
    return found


def changed_record(actor: User, kind: str, record_id: int) -> Model:
    """The same, for who changes what it carries. Raises Forbidden where it may only be seen."""
    found = record_of(actor, kind, record_id)
    access.require(actor, Action.EDIT, found)
    return found


def changeable_ids(actor: User, kind: str, ids: Iterable[int]) -> list[int]:
    """These ids in order, each once. Raises Missing where one may not be seen, Forbidden where one may not be edited."""
    if kind not in CARRIERS:
        raise Missing
    wanted = set(ids)
    rows: Any = kind_called(kind).model._default_manager.filter(pk__in=wanted)
    if access.visible(actor, rows).count() != len(wanted):
        raise Missing
    if access.visible(actor, rows, Action.EDIT).count() != len(wanted):
        label = kind_called(kind).plural.lower()
        raise Forbidden("activities.not_allowed", f"You may not edit all of these {label}.")
    return sorted(wanted)


def label_of(record: Any) -> str:
    return str(record)

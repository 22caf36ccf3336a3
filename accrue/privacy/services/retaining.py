"""Rules that erase whom nobody needs any more: tried, run each night, held back, stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q, QuerySet
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.contacts.models import Person
from accrue.errors import Conflict, Invalid, Missing
from accrue.events import data_map
from accrue.events.catalogue import RetentionRuleSaved
from accrue.events.models import Mention
from accrue.events.services import record
from accrue.filters.checking import checked
from accrue.filters.compiling import narrowed
from accrue.filters.tree import BadFilter, parse
from accrue.privacy.models import Erasure, RetentionRule
from accrue.privacy.services.consents import months_later
from accrue.privacy.services.erasing import JOB, plan, stop

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule would do today: how many it would erase, some of them, and how many are held back and why."""

    count: int
    people: list[Person]
    held: list[tuple[Person, str]]


@transaction.atomic
def save_rule(
    *, actor: User, rule_id: int | None = None, version: int | None = None, **values: Any
) -> RetentionRule:
    """Make or change a rule: `name`, `months`, `waiting_days`, `filter` (a tree), `is_on`.

    Raises Forbidden, Missing, Conflict where somebody changed it meanwhile, Invalid by field.
    """
    access.require(actor, "edit" if rule_id else "create", "privacy")
    rule = _locked(rule_id) if rule_id else RetentionRule(created_at=clock.now())
    if rule_id and version is not None and rule.version != version:
        raise Conflict("privacy.changed_meanwhile", "Somebody changed this rule meanwhile. Look at it again.")
    for name, value in _checked(actor, rule, values).items():
        setattr(rule, name, value)
    rule.changed_by = actor
    rule.version += 1 if rule_id else 0
    rule.save()
    _told(rule, actor)
    return rule


@transaction.atomic
def delete_rule(*, actor: User, rule_id: int) -> RetentionRule:
    """Take a rule away; who waits because of it is kept."""
    access.require(actor, "delete", "privacy")
    rule = _locked(rule_id)
    rule.deleted_at, rule.is_on, rule.changed_by = clock.now(), False, actor
    rule.save()
    for waiting in rule.erasures.select_for_update().filter(state=Erasure.State.WAITING):
        stop(waiting, why="The rule was deleted", actor=actor)
    _told(rule, actor)
    return rule


def _told(rule: RetentionRule, actor: User) -> None:
    record(
        RetentionRuleSaved(
            retention_rule_id=rule.pk,
            name=rule.name,
            months=rule.months,
            is_on=rule.is_on,
            is_deleted=rule.deleted_at is not None,
        ),
        actor=actor,
    )


def _locked(rule_id: int) -> RetentionRule:
    rule = RetentionRule.objects.select_for_update().filter(pk=rule_id, deleted_at__isnull=True).first()
    if rule is None:
        raise Missing
    return rule


def _checked(actor: User, rule: RetentionRule, given: Mapping[str, Any]) -> dict[str, Any]:
    values = {
        name: given.get(name, getattr(rule, name))
        for name in ("name", "months", "waiting_days", "is_on", "filter")
    }
    errors = {}
    values["name"] = str(values["name"] or "").strip()
    if not values["name"] or len(values["name"]) > 120:
        errors["name"] = "Give the rule a name of at most 120 characters."
    for name, most in (("months", 600), ("waiting_days", 365)):
        if not isinstance(values[name], int) or not 1 <= values[name] <= most:
            errors[name] = f"Write a whole number from 1 to {most}."
    if errors:
        raise Invalid("privacy.rule", next(iter(errors.values())), fields=errors)
    checked(actor, "person", parse(values["filter"] or None))
    values["filter"] = values["filter"] or {}
    return values


def unneeded(rule: RetentionRule, at: datetime | None = None) -> QuerySet[Person]:
    """The people a rule means: it fits them, and for so many months nothing was written, bought or dealt with them."""
    since = months_later(at or clock.now(), -rule.months)
    found = narrowed(rule.changed_by, "person", Person.objects.all(), parse(rule.filter or None))
    found = found.filter(merged_into__isnull=True, created_at__lt=since)
    found = found.exclude(pk__in=Erasure.objects.filter(state=Erasure.State.DONE).values("person_id"))
    mentioned = Mention.objects.filter(kind="person", occurred_at__gte=since).exclude(
        event__name__in=("ErasurePlanned", "ErasureStopped", "PersonDataExported")
    )
    found = found.exclude(pk__in=mentioned.values("record_id"))
    for label, column in (("sales.Deal", "created_at"), ("billing.Order", "ordered_at")):
        lately = Q(**{f"{column}__gte": since}) & Q(person__isnull=False)
        found = found.exclude(
            pk__in=apps.get_model(label)._default_manager.filter(lately).values("person_id")
        )
    return found.order_by("pk")


def tried(*, actor: User, rule: RetentionRule, most: int = 50) -> Found:
    """A dry run: nothing is written."""
    access.require(actor, "see", "privacy")
    people = unneeded(rule)
    seen = list(access.visible(actor, people)[:CHUNK])
    held = data_map.held([person.pk for person in seen])
    return Found(
        count=people.count() - len(held),
        people=[person for person in seen if person.pk not in held][:most],
        held=[(person, ", ".join(held[person.pk])) for person in seen if person.pk in held][:most],
    )


def run_rules() -> int:
    """Each night: plan who is found, stop who is needed again or held back, begin what is due. How many were planned."""
    planned = 0
    for rule in RetentionRule.objects.filter(is_on=True, deleted_at__isnull=True).select_related(
        "changed_by"
    ):
        planned += _plan_found(rule) if may_be_asked(rule) else 0
    _look_again()
    return planned


def _plan_found(rule: RetentionRule) -> int:
    waiting = Erasure.objects.filter(state=Erasure.State.WAITING).values("person_id")
    stopped = rule.erasures.filter(state=Erasure.State.STOPPED, ended_by__isnull=False).values("person_id")
    ids = list(unneeded(rule).exclude(pk__in=waiting).exclude(pk__in=stopped).values_list("pk", flat=True))
    due, count = clock.now() + timedelta(days=rule.waiting_days), 0
    for start in range(0, len(ids), CHUNK):
        with transaction.atomic():
            chunk = Person.objects.select_for_update().in_bulk(ids[start : start + CHUNK])
            held = data_map.held(list(chunk))
            for person in chunk.values():
                if person.pk not in held:
                    plan(person, why=Erasure.Why.RULE, due_at=due, actor=None, rule=rule)
                    count += 1
    RetentionRule.objects.filter(pk=rule.pk).update(ran_at=clock.now())
    return count


def may_be_asked(rule: RetentionRule) -> bool:
    """Not once a field that it names is gone, or hidden from whoever wrote it."""
    try:
        checked(rule.changed_by, "person", parse(rule.filter or None))
    except BadFilter:
        return False
    return True


def _look_again() -> None:
    """Of those who wait: who is needed again is kept, and whose time has come goes."""
    for rule in RetentionRule.objects.filter(erasures__state=Erasure.State.WAITING).distinct():
        waiting = rule.erasures.filter(state=Erasure.State.WAITING)
        ids = list(waiting.values_list("person_id", flat=True))
        still, held = set(), data_map.held(ids)
        if may_be_asked(rule):
            still = set(unneeded(rule).filter(pk__in=ids).values_list("pk", flat=True))
        with transaction.atomic():
            for one in waiting.select_for_update():
                if one.person_id in held:
                    stop(one, why=f"Held back: {', '.join(held[one.person_id])}", actor=None)
                elif one.person_id not in still:
                    stop(one, why="Needed again", actor=None)
    due = Erasure.objects.filter(state=Erasure.State.WAITING, due_at__lte=clock.now())
    for erasure_id in due.values_list("pk", flat=True):
        app.configure_task(JOB).defer(erasure_id=erasure_id)

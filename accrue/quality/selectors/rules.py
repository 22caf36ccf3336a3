"""Rules as they are kept, and the fields they can be about."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Missing
from accrue.filters.fields import FilterField, Type, own_fields
from accrue.quality.models import Rule

KINDS = {"person": "People", "company": "Companies", "product": "Products", "deal": "Deals"}
Check = Rule.Check
TEXTS, NUMBERS = {Type.TEXT}, {Type.NUMBER}
TYPES: dict[str, set[Type]] = {
    Check.PATTERN: TEXTS,
    Check.LENGTH: TEXTS,
    Check.RANGE: NUMBERS,
    Check.ONE_OF: {Type.TEXT, Type.CHOICE},
    Check.UNIQUE: TEXTS | NUMBERS,
}
NOT_TYPED = frozenset({"created", "team"})


def rules(actor: User) -> QuerySet[Rule]:
    access.require(actor, "see", "rule")
    return Rule.objects.filter(kind__in=KINDS).order_by("kind", "field", "pk")


def rule(actor: User, rule_id: int) -> Rule:
    found = rules(actor).filter(pk=rule_id).select_related("author").first()
    if found is None:
        raise Missing
    return found


def fields_with_rules(kind: str) -> dict[str, FilterField]:
    """What people fill in of a kind, by key: columns of the record itself, built in or made by the company."""
    return {
        key: field
        for key, field in own_fields(kind).items()
        if field.aggregate is None and field.tagged is None and field.type is not Type.TAG
        if key not in NOT_TYPED and field.column and not field.having
    }


def checks_for(field: FilterField) -> list[str]:
    return [check for check in Check.values if field.type in TYPES.get(check, {field.type})]


def field_label(kind: str, key: str) -> str:
    found = own_fields(kind).get(key)
    return found.label if found else key


def rules_on(kind: str) -> list[Rule]:
    return list(Rule.objects.filter(kind=kind, is_on=True).select_related("author").order_by("pk"))


def by_kind(found: Iterable[Rule]) -> dict[str, list[Rule]]:
    grouped: dict[str, list[Rule]] = {}
    for one in found:
        grouped.setdefault(one.kind, []).append(one)
    return grouped

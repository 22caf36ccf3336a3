"""Rules about fields: written, tried, switched on."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Conflict, Invalid, Missing
from accrue.events.catalogue import RuleChanged, RuleDeleted, RuleMade, RuleSwitched
from accrue.events.services import record
from accrue.filters.compiling import where
from accrue.filters.fields import FilterField
from accrue.filters.tree import data_of, parse
from accrue.quality.models import Rule
from accrue.quality.patterns import compiled
from accrue.quality.selectors.rules import KINDS, checks_for, fields_with_rules
from accrue.standards.text import tidy

Check = Rule.Check
MOST_CHOICES = 200
INVALID = "quality.invalid_rule"


@transaction.atomic
def make_rule(
    *,
    actor: User,
    kind: str,
    field: str,
    check: str,
    params: Mapping[str, Any],
    message: str = "",
    severity: str = "refuse",
) -> Rule:
    """A rule that is not on yet. Raises Invalid with what is wrong, by field."""
    access.require(actor, "create", "rule")
    made = Rule(kind=kind, author=actor, created_at=clock.now())
    _fill(made, actor, field=field, check=check, params=params, message=message, severity=severity)
    made.save(force_insert=True)
    record(RuleMade(rule_id=made.pk, kind=kind, field=field), actor=actor)
    return made


@transaction.atomic
def change_rule(
    *,
    actor: User,
    rule_id: int,
    version: int,
    check: str,
    params: Mapping[str, Any],
    field: str,
    message: str,
    severity: str,
) -> Rule:
    """Another rule in its place. Raises Conflict where somebody was quicker."""
    found = _locked(actor, rule_id, "edit", version)
    _fill(found, actor, field=field, check=check, params=params, message=message, severity=severity)
    found.author = actor
    found.version += 1
    found.save()
    record(RuleChanged(rule_id=found.pk, kind=found.kind, field=found.field), actor=actor)
    return found


@transaction.atomic
def switch_rule(*, actor: User, rule_id: int, is_on: bool, version: int | None = None) -> Rule:
    """Ask the rule of whatever is written from now on, or no longer. Records that are there stay as they are."""
    found = _locked(actor, rule_id, "edit", version)
    if found.is_on != is_on:
        found.is_on = is_on
        found.version += 1
        found.save(update_fields=["is_on", "version"])
        record(RuleSwitched(rule_id=found.pk, kind=found.kind, field=found.field, is_on=is_on), actor=actor)
    return found


@transaction.atomic
def delete_rule(*, actor: User, rule_id: int) -> None:
    found = _locked(actor, rule_id, "delete", None)
    record(RuleDeleted(rule_id=found.pk, kind=found.kind, field=found.field), actor=actor)
    found.delete()


def _locked(actor: User, rule_id: int, action: str, version: int | None) -> Rule:
    access.require(actor, action, "rule")
    found = Rule.objects.select_for_update().filter(pk=rule_id).first()
    if found is None:
        raise Missing
    if version is not None and found.version != version:
        raise Conflict("quality.rule_changed", "Somebody changed this rule meanwhile. Look at it again.")
    return found


def _fill(
    rule: Rule, actor: User, *, field: str, check: str, params: Mapping[str, Any], message: str, severity: str
) -> None:
    """Lay the values into the rule, each checked."""
    faults: dict[str, str] = {}
    if rule.kind not in KINDS:
        raise Invalid(
            INVALID, "There are no rules for this kind of record.", fields={"kind": "Choose a kind."}
        )
    about = fields_with_rules(rule.kind).get(field)
    if about is None:
        faults["field"] = "Choose a field."
    elif check not in checks_for(about):
        faults["check"] = f"{about.label} cannot be checked so. Choose another check."
    if severity not in Rule.Severity.values:
        faults["severity"] = "Choose refuse or warn."
    text = tidy(message)
    if len(text) > 200:
        faults["message"] = "At most 200 characters."
    if about and not faults:
        try:
            rule.params = params_of(actor, rule.kind, check, params)
        except Invalid as error:
            faults |= error.fields
    if faults or about is None:
        raise Invalid(INVALID, " ".join(faults.values()), fields=faults)
    rule.field, rule.check_kind, rule.severity = field, check, severity
    rule.message = text or said(about, check, rule.params)


def params_of(actor: User, kind: str, check: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a check needs, read. Raises Invalid by parameter."""
    known = {Check.PATTERN: ("pattern",), Check.LENGTH: ("shortest", "longest"), Check.RANGE: ("low", "high"),
             Check.ONE_OF: ("choices",), Check.REQUIRED_WHEN: ("when",)}.get(Check(check), ())  # fmt: skip
    if unknown := set(given) - set(known):
        raise Invalid(
            INVALID, "Unknown parameters.", fields=dict.fromkeys(unknown, "This check takes no such thing.")
        )
    read = {Check.PATTERN: _pattern, Check.LENGTH: _length, Check.RANGE: _range, Check.ONE_OF: _choices}
    if check == Check.REQUIRED_WHEN:
        tree = parse(given.get("when"))
        if not tree.parts:
            raise Invalid(INVALID, "No condition.", fields={"when": "Say when it must be filled."})
        where(actor, kind, tree)
        return {"when": data_of(tree)}
    return read[Check(check)](given) if Check(check) in read else {}


def _pattern(given: Mapping[str, Any]) -> dict[str, Any]:
    pattern = str(given.get("pattern") or "")
    try:
        compiled(pattern)
    except ValueError as error:
        raise Invalid(INVALID, str(error), fields={"pattern": str(error)}) from None
    return {"pattern": pattern}


def _length(given: Mapping[str, Any]) -> dict[str, Any]:
    low, high = _bounds(given, "shortest", "longest")
    for name, bound in (("shortest", low), ("longest", high)):
        if bound is not None and (bound != int(bound) or bound < 0):
            raise Invalid(INVALID, "No length.", fields={name: "Write a whole number, like 5."})
    return {name: int(b) for name, b in (("shortest", low), ("longest", high)) if b is not None}


def _range(given: Mapping[str, Any]) -> dict[str, Any]:
    low, high = _bounds(given, "low", "high")
    return {name: str(b) for name, b in (("low", low), ("high", high)) if b is not None}


def _bounds(given: Mapping[str, Any], low: str, high: str) -> tuple[Decimal | None, Decimal | None]:
    found = []
    for name in (low, high):
        text = str(given.get(name) if given.get(name) is not None else "").strip().replace("−", "-")
        try:
            number = Decimal(text[:40]) if text else None
        except InvalidOperation:
            number = Decimal("NaN")
        if number is not None and not number.is_finite():
            raise Invalid(INVALID, "No number.", fields={name: "Write a number, like 10 or 2.5."})
        found.append(number)
    if found[0] is None and found[1] is None:
        raise Invalid(INVALID, "No bound.", fields={low: "Give at least one bound."})
    if found[0] is not None and found[1] is not None and found[0] > found[1]:
        raise Invalid(INVALID, "Bounds crossed.", fields={high: "This is less than the lower bound."})
    return found[0], found[1]


def _choices(given: Mapping[str, Any]) -> dict[str, Any]:
    listed = given.get("choices")
    texts = listed.splitlines() if isinstance(listed, str) else listed if isinstance(listed, list) else []
    choices = list(dict.fromkeys(tidy(str(one)) for one in texts if tidy(str(one))))
    if not 0 < len(choices) <= MOST_CHOICES:
        raise Invalid(
            INVALID,
            "No choices.",
            fields={"choices": f"Write 1 to {MOST_CHOICES} texts, each on its own line."},
        )
    return {"choices": choices}


def said(field: FilterField, check: str, params: Mapping[str, Any]) -> str:
    """What the rule says where nobody wrote a message."""
    name = field.label
    match check:
        case Check.PATTERN:
            return f"{name} does not have the form that is asked for."
        case Check.LENGTH:
            return f"{name} must have {_between(params.get('shortest'), params.get('longest'))} characters."
        case Check.RANGE:
            return f"{name} must be {_between(params.get('low'), params.get('high'))}."
        case Check.ONE_OF:
            some = ", ".join(params["choices"][:5])
            return f"{name} must be one of: {some}{'…' if len(params['choices']) > 5 else ''}."[:200]
        case Check.UNIQUE:
            return f"Another record has this {name.lower()} already."
    return f"Fill in {name.lower()}."


def _between(low: Any, high: Any) -> str:
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"at least {low}" if high is None else f"at most {high}"

"""Which records break which rules: one pass over rows, whatever the number of rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Model, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Lower

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Invalid
from accrue.filters.compiling import where
from accrue.filters.fields import FilterField, own_fields
from accrue.filters.tree import parse
from accrue.quality.models import Rule
from accrue.quality.patterns import fits
from accrue.quality.selectors.rules import rules_on
from accrue.standards.inspecting import Finding

Check = Rule.Check
FEW = 5_000
BATCH = 5_000
LOOKED_AT = 200_000
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Broken:
    rule: Rule
    record_id: int
    value: Any


@dataclass(frozen=True, slots=True)
class DryRun:
    """`total` records were looked at; with `is_cut` there are more. `records` are the first that break the rule."""

    total: int
    count: int
    records: list[tuple[Model, Any]]
    is_cut: bool


def active(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Records that are in use: nobody mends what was put away."""
    has_archive = any(field.name == "archived_at" for field in rows.model._meta.get_fields())
    return rows.filter(archived_at__isnull=True) if has_archive else rows


def broken(rules: Sequence[Rule], rows: QuerySet[Any]) -> Iterator[Broken]:
    """Every breach among the rows, which are of the one kind that the rules are about."""
    usable = [(rule, field) for rule in rules if (field := own_fields(rule.kind).get(rule.field))]
    if not usable:
        return
    columns: dict[str, Any] = {}
    for place, (rule, field) in enumerate(usable):
        columns[f"rule_value_{place}"] = F(field.left) if isinstance(field.left, str) else field.left
        columns[f"rule_holds_{place}"] = _holds(rule)
    names = list(columns)
    many = {
        place: _twins(field, rows)
        for place, (rule, field) in enumerate(usable)
        if rule.check_kind == Check.UNIQUE
    }
    found = rows.order_by("pk").annotate(**columns).values_list("pk", *names)
    for pk, *values in found.iterator(chunk_size=BATCH):
        for place, (rule, _) in enumerate(usable):
            value, holds = values[2 * place], values[2 * place + 1]
            if holds and breaks(rule, value, many.get(place, ())):
                yield Broken(rule, pk, value)


def _holds(rule: Rule) -> Any:
    """When the rule asks for anything at all."""
    if rule.check_kind != Check.REQUIRED_WHEN:
        return Value(True)
    try:
        condition = where(rule.author, rule.kind, parse(rule.params.get("when")))
    except Invalid:  # a field it names is gone, or its author may not ask it any more
        return Value(False)
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def breaks(rule: Rule, value: Any, twins: Collection[str] = ()) -> bool:
    """Whether one value breaks a rule; an empty one only where it must be filled."""
    if value is None or value == "":
        return rule.check_kind in (Check.REQUIRED, Check.REQUIRED_WHEN)
    params = rule.params
    match rule.check_kind:
        case Check.PATTERN:
            return not fits(params["pattern"], str(value))
        case Check.LENGTH:
            return not _within(len(str(value)), params.get("shortest"), params.get("longest"))
        case Check.RANGE:
            return not _within(_number(value), params.get("low"), params.get("high"))
        case Check.ONE_OF:
            return str(value).casefold() not in {str(one).casefold() for one in params["choices"]}
        case Check.UNIQUE:
            return str(value).lower() in twins
    return False


def _within(number: Decimal | int | None, low: Any, high: Any) -> bool:
    if number is None:
        return False
    return (low is None or number >= Decimal(str(low))) and (high is None or number <= Decimal(str(high)))


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _twins(field: FilterField, rows: QuerySet[Any]) -> set[str]:
    """The values, in small letters, that more than one record in use has; of few rows only theirs are asked for."""
    text = Lower(Cast(F(field.left) if isinstance(field.left, str) else field.left, TextField()))
    given = rows.annotate(rule_text=text).exclude(rule_text="").values_list("rule_text", flat=True)
    few = set(given[: FEW + 1])
    everybody = active(rows.model._default_manager.all()).annotate(rule_text=text).exclude(rule_text="")
    if len(few) <= FEW:
        everybody = everybody.filter(rule_text__in=few)
    groups = everybody.order_by().values("rule_text").annotate(number=Count("pk")).filter(number__gt=1)
    return set(groups.values_list("rule_text", flat=True))


def dry_run(actor: User, rule: Rule) -> DryRun:
    """What the rule would find, among the records this user sees; nothing is changed."""
    from accrue.accounts.kinds import kind_called

    model = kind_called(rule.kind).model
    rows = active(access.visible(actor, model._default_manager.all()))
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[: LOOKED_AT + 1])
    is_cut = len(ids) > LOOKED_AT
    if is_cut:
        rows = rows.filter(pk__lte=ids[LOOKED_AT - 1])
    first: dict[int, Any] = {}
    count = 0
    for one in broken([rule], rows):
        count += 1
        if len(first) < SHOWN:
            first[one.record_id] = one.value
    records = model._default_manager.in_bulk(list(first))
    shown = [(records[pk], value) for pk, value in first.items()]
    return DryRun(min(len(ids), LOOKED_AT), count, shown, is_cut)


class RuleInspection:
    """What breaks now and did not before."""

    def __init__(self, kind: str, ids: Sequence[int]) -> None:
        self.rules = rules_on(kind)
        self.before = {(one.rule.pk, one.record_id) for one in self._broken(kind, ids)} if ids else set()
        self.kind = kind

    def _broken(self, kind: str, ids: Collection[int]) -> list[Broken]:
        from accrue.accounts.kinds import kind_called

        if not self.rules or not ids:
            return []
        return list(broken(self.rules, kind_called(kind).model._default_manager.filter(pk__in=ids)))

    def findings(self, changed: Mapping[int, Collection[str] | None]) -> list[Finding]:
        found = []
        for one in self._broken(self.kind, changed):
            names = changed[one.record_id]
            is_old = (one.rule.pk, one.record_id) in self.before
            if names is None or not is_old or one.rule.field in names:
                refuses = one.rule.severity == Rule.Severity.REFUSE
                found.append(Finding(self.kind, one.record_id, one.rule.field, one.rule.message, refuses))
        return found


class RuleInspector:
    def begin(self, kind: str, ids: Sequence[int]) -> RuleInspection:
        return RuleInspection(kind, ids)

    def look(self, kind: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
        plain = (Check.PATTERN, Check.LENGTH, Check.RANGE, Check.ONE_OF)
        rules = [
            one for one in rules_on(kind) if one.check_kind in plain and one.severity == Rule.Severity.REFUSE
        ]
        return [
            {one.field: one.message for one in rules if one.field in row and breaks(one, row[one.field])}
            for row in rows
        ]


def warnings_of(kind: str, record_id: int) -> list[tuple[str, str]]:
    """(field, message) of the rules that a record breaks as it stands."""
    inspection = RuleInspection(kind, ())
    return [(one.field, one.message) for one in inspection.findings({record_id: None})]

"""Look at all records of a kind and write down how clean they are."""

from __future__ import annotations

import contextlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.models import User
from accrue.errors import Conflict, Invalid
from accrue.events.catalogue import HealthWeighed
from accrue.events.models import Mention
from accrue.events.services import record
from accrue.quality.models import HealthScore, HealthWeights, Issue, Pair, Problem
from accrue.quality.selectors.breaking import BATCH, active, broken
from accrue.quality.selectors.health import PARTS, weights_of
from accrue.quality.selectors.pairs import duplicate_rules
from accrue.quality.selectors.rules import KINDS, fields_with_rules, rules_on
from accrue.standards.standard import FIELDS, standardise

LOOK_JOB = "quality.look"
NAMES = ("given_name", "family_name")
MOST_SOURCES = 200
What = Problem.What


@dataclass
class Group:
    """What is added up of the records of one team, source, or all."""

    records: int = 0
    weight: float = 0
    valid: int = 0
    single: int = 0
    fresh: int = 0

    def scored(self) -> dict[str, float]:
        shares = {
            "completeness": self.weight / self.records,
            "validity": self.valid / self.records,
            "uniqueness": self.single / self.records,
            "freshness": self.fresh / self.records,
        }
        return shares | {"score": sum(PARTS[name] * share for name, share in shares.items())}


@dataclass
class Look:
    groups: dict[tuple[str, str], Group] = field(default_factory=lambda: defaultdict(Group))
    problems: dict[tuple[str, str, int | None], list[int]] = field(default_factory=lambda: defaultdict(list))
    missing: Counter[str] = field(default_factory=Counter)


def ask_for_look(*, actor: User, kind: str) -> None:
    """Let the worker look at all records of a kind now."""
    access.require(actor, "edit", "rule")
    if kind not in KINDS:
        raise Invalid("quality.no_such_kind", "There is no health of this kind of record.")
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(LOOK_JOB, queueing_lock=f"quality-look-{kind}").defer(kind=kind)


@transaction.atomic
def look(kind: str) -> HealthScore | None:
    """Look at every record in use. Figures, problems and their records are replaced together. None: there is no record."""
    found = _looked(kind)
    now = clock.now()
    _write_problems(kind, found)
    scores = [
        HealthScore(kind=kind, at=now, scope=scope, key=key, records=group.records, **group.scored())
        for (scope, key), group in found.groups.items()
    ]
    HealthScore.objects.bulk_create(scores)
    return next((one for one in scores if one.scope == "all"), None)


def _looked(kind: str) -> Look:
    found, weights = Look(), weights_of(kind)
    rows: QuerySet[Any] = active(kind_called(kind).model._default_manager.all())
    broken_ids: set[int] = set()
    for one in broken(rules_on(kind), rows):
        found.problems[What.RULE, one.rule.field, one.rule.pk].append(one.record_id)
        broken_ids.add(one.record_id)
    twins = _twins(kind)
    total = sum(weights.fields.values()) or 1
    for row in _values(kind, rows, weights):
        pk, filled = row["pk"], 0
        for key, weight in weights.fields.items():
            if row[f"health_{key}"] in (None, ""):
                found.missing[key] += 1
            else:
                filled += weight
        odd = unusual(kind, row)
        for name in odd:
            found.problems[What.STANDARD, name, None].append(pk)
        if not row["health_fresh"]:
            found.problems[What.STALE, "", None].append(pk)
        for place in _places(row):
            group = found.groups[place]
            group.records += 1
            group.weight += filled / total
            group.valid += not odd and pk not in broken_ids
            group.single += pk not in twins
            group.fresh += bool(row["health_fresh"])
    _fold_sources(found)
    return found


def _values(kind: str, rows: QuerySet[Any], weights: HealthWeights) -> Iterator[dict[str, Any]]:
    columns = {one.name for one in rows.model._meta.concrete_fields}
    fields = fields_with_rules(kind)
    named = {
        f"health_{key}": F(fields[key].left) if isinstance(fields[key].left, str) else fields[key].left
        for key in weights.fields
    }
    since = clock.now() - timedelta(days=weights.stale_days)
    news = Mention.objects.filter(kind=kind, record_id=OuterRef("pk"), occurred_at__gte=since)
    plain = {*_standards(kind, columns), *({"team_id", "source", "raw", "country"} & _attnames(rows))}
    found = (
        rows.order_by()
        .annotate(**named, health_fresh=Exists(news))
        .values("pk", "health_fresh", *named, *sorted(plain))
    )
    yield from found.iterator(chunk_size=BATCH)


def standard_columns(kind: str, rows: QuerySet[Any]) -> list[str]:
    """The columns that `unusual` reads of a row; none where the kind has no standard form."""
    names = _attnames(rows)
    standards = _standards(kind, names)
    return sorted(standards | ({"raw", "country"} & names)) if standards else []


def _attnames(rows: QuerySet[Any]) -> set[str]:
    return {one.attname for one in rows.model._meta.concrete_fields}


def _standards(kind: str, columns: set[str]) -> set[str]:
    if kind not in FIELDS:
        return set()
    return ({*FIELDS[kind], "postcode"} | ({*NAMES} if kind == "person" else set())) & columns


def unusual(kind: str, row: Mapping[str, Any]) -> list[str]:
    """The fields that are not in standard form; what somebody put back as typed is as it should be."""
    names = [name for name in (*FIELDS.get(kind, ()), "postcode", *NAMES) if row.get(name)]
    if not names:
        return []
    standard, _ = standardise(kind, {name: row[name] for name in names}, row.get("country") or "")
    raw = row.get("raw") or {}
    return [name for name in names if standard[name] != row[name] and raw.get(name, "") is not None]


def _places(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    places = [("all", "")]
    if "team_id" in row:
        places.append(("team", str(row["team_id"] or "")))
    if "source" in row:
        places.append(("source", (row["source"] or "")[:80]))
    return places


def _fold_sources(found: Look) -> None:
    """Only the sources that most records have: free text may be different for every record."""
    sources = sorted(
        (key for key in found.groups if key[0] == "source"), key=lambda key: -found.groups[key].records
    )
    for key in sources[MOST_SOURCES:]:
        del found.groups[key]


def _twins(kind: str) -> set[int]:
    if kind not in Pair.Kind.values:
        return set()
    pairs = Pair.objects.filter(kind=kind, state=Pair.State.OPEN, certainty__gte=duplicate_rules().threshold)
    return {pk for both in pairs.values_list("left_id", "right_id") for pk in both}


def _write_problems(kind: str, found: Look) -> None:
    """The problems keep their ids from look to look, so that lists and views that name them stay."""
    counts: dict[tuple[str, str, int | None], int] = {key: len(ids) for key, ids in found.problems.items()}
    counts |= {(What.MISSING, key, None): count for key, count in found.missing.items()}
    Problem.objects.filter(kind=kind).update(count=0)
    Problem.objects.bulk_create(
        [Problem(kind=kind, what=what, field=name, rule_id=rule, count=count) for (what, name, rule), count in counts.items()],
        update_conflicts=True, unique_fields=["kind", "what", "field", "rule"], update_fields=["count"],
    )  # fmt: skip
    Issue.objects.filter(problem__kind=kind).delete()
    known = {(one.what, one.field, one.rule_id): one.pk for one in Problem.objects.filter(kind=kind)}
    Issue.objects.bulk_create(
        (Issue(problem_id=known[key], record_id=pk) for key, ids in found.problems.items() for pk in ids),
        batch_size=BATCH,
    )


@transaction.atomic
def weigh(
    *, actor: User, kind: str, fields: Mapping[str, int], stale_days: int, version: int
) -> HealthWeights:
    """Say which fields of a kind matter how much. Raises Invalid by field, Conflict where somebody was quicker."""
    access.require(actor, "edit", "rule")
    if kind not in KINDS:
        raise Invalid("quality.no_such_kind", "There is no health of this kind of record.")
    known = fields_with_rules(kind)
    faults = {
        key: "Choose 0 to 5." for key, weight in fields.items() if key not in known or not 0 <= weight <= 5
    }
    if not 1 <= stale_days <= 3650:
        faults["stale_days"] = "Write 1 to 3,650 days."
    kept = {key: weight for key, weight in fields.items() if weight}
    if not kept and not faults:
        faults["stale_days"] = "At least one field must matter."
    if faults:
        raise Invalid("quality.invalid_weights", " ".join(dict.fromkeys(faults.values())), fields=faults)
    found, _ = HealthWeights.objects.select_for_update().get_or_create(kind=kind)
    if found.version != version:
        raise Conflict("quality.weights_changed", "Somebody changed these meanwhile. Look at them again.")
    found.fields, found.stale_days, found.version = kept, stale_days, found.version + 1
    found.save()
    record(HealthWeighed(kind=kind, health_id=found.pk), actor=actor)
    return found

"""What a record's own problems are, once it was saved: until the next look at all records this keeps them true."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F

from accrue.accounts.kinds import kind_called
from accrue.quality.models import Issue, Problem
from accrue.quality.selectors.breaking import RuleInspection, RuleInspector, active, broken
from accrue.quality.selectors.rules import rules_on
from accrue.quality.services.health import standard_columns, unusual
from accrue.standards.inspecting import Finding

What = Problem.What
MOST = 200
"""Of more records at once nothing is refreshed: the nightly look comes to them."""

type Key = tuple[str, str, int | None]


class Refreshing(RuleInspection):
    """Asks the rules, and has the problems of what was saved looked at after the commit."""

    def findings(self, changed: Mapping[int, Collection[str] | None]) -> list[Finding]:
        found = super().findings(changed)
        warned = {one.record_id for one in found}
        ids = [pk for pk, names in changed.items() if names is not None or pk in warned]
        if 0 < len(ids) <= MOST:
            transaction.on_commit(partial(refresh, self.kind, ids), robust=True)
        return found


class Inspector(RuleInspector):
    def begin(self, kind: str, ids: Sequence[int]) -> RuleInspection:
        return Refreshing(kind, ids)


@transaction.atomic
def refresh(kind: str, ids: Collection[int]) -> None:
    """Look at these records again. A saved record has news, so it is not stale. A few queries, however many they are."""
    known = {
        (one.what, one.field, one.rule_id): one.pk
        for one in Problem.objects.filter(kind=kind).exclude(what=What.MISSING)
    }
    if not known:  # nobody has looked at this kind yet
        return
    before = set(
        Issue.objects.filter(problem__in=known.values(), record_id__in=ids).values_list(
            "problem_id", "record_id"
        )
    )
    now = {(known[key], pk) for key, pk in _found(kind, ids) if key in known}
    gone, new = before - now, now - before
    for problem, pk in gone:
        Issue.objects.filter(problem=problem, record_id=pk).delete()
    Issue.objects.bulk_create((Issue(problem_id=p, record_id=pk) for p, pk in new), ignore_conflicts=True)
    for problem in {problem for problem, _ in gone | new}:
        step = sum(p == problem for p, _ in new) - sum(p == problem for p, _ in gone)
        Problem.objects.filter(pk=problem, count__gte=-step).update(count=F("count") + step)


def _found(kind: str, ids: Collection[int]) -> list[tuple[Key, int]]:
    rows: Any = active(kind_called(kind).model._default_manager.filter(pk__in=ids))
    found: list[tuple[Key, int]] = [
        ((What.RULE, one.rule.field, one.rule.pk), one.record_id) for one in broken(rules_on(kind), rows)
    ]
    if columns := standard_columns(kind, rows):
        for row in rows.values("pk", *columns):
            found += [((What.STANDARD, name, None), row["pk"]) for name in unusual(kind, row)]
    return found

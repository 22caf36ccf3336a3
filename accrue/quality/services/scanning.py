"""Looking through all people and companies for those that may be the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.contacts.selectors import reasons_between
from accrue.environment import environment
from accrue.errors import AccrueError
from accrue.events.models import Progress
from accrue.events.services import begin_progress
from accrue.quality.models import Pair
from accrue.quality.selectors.pairs import MODELS, duplicate_rules
from accrue.quality.selectors.scans import TITLE, scan_under_way
from accrue.quality.services.merging import merge

if TYPE_CHECKING:
    from accrue_stats.duplicates import Column, Found

JOB = "quality.scan_duplicates"
STEPS = 5
LEAST = 0.2
"""Less certain pairs are not kept, whatever the rules."""
BATCH = 2_000
MOST_MERGED = 1_000
"""Merged by themselves in one scan; the rest waits for the next."""
QUERIES = {
    "person": """
        SELECT p.id, p.given_name, p.family_name, p.email, coalesce(nullif(p.phone_e164, ''), p.phone), p.country,
               c.name FROM contacts_person p LEFT JOIN contacts_company c ON c.id = p.company_id
        WHERE p.archived_at IS NULL AND p.merged_into_id IS NULL ORDER BY p.id""",
    "company": """
        SELECT id, name, domain, email, coalesce(nullif(phone_e164, ''), phone), country, city FROM contacts_company
        WHERE archived_at IS NULL AND merged_into_id IS NULL ORDER BY id""",
}
COLUMNS = {
    "person": ("given", "family", "email", "phone", "country", "company"),
    "company": ("full", "domain", "email", "phone", "country", "city"),
}

type Tell = Callable[[str, int], None]


@transaction.atomic
def request_scan(*, actor: User) -> Progress:
    """Let the worker look through everything; where it does already, that one is answered. Raises Forbidden."""
    if not any(access.access_of(actor).may(kind, "edit") for kind in MODELS):
        access.require(actor, "edit", "person")
    under_way = scan_under_way()
    if under_way is not None:
        return under_way
    progress = begin_progress(title=TITLE, started_by=actor, total=STEPS)
    app.configure_task(JOB).defer(progress_id=progress.pk)
    return progress


def scan(tell: Tell) -> int:
    """Compare all people, then all companies, keep what may be the same, and merge by itself what the rules say. → pairs.

    Runs in the worker: it imports Splink and DuckDB. What was decided of a pair stays. Raises FactsError, before anything
    is written, where the engine of the settings cannot be had.
    """
    from accrue_facts.duplicates import comparing_on

    kept = 0
    with comparing_on(environment.duplicates_engine) as spark:
        for number, kind in enumerate(MODELS):
            noun = "people" if kind == "person" else "companies"
            tell(f"Comparing {noun}", 1 + 2 * number)
            pairs = dict(_pairs(kind, spark))
            tell(f"Keeping pairs of {noun}", 2 + 2 * number)
            kept += _keep(kind, pairs)
    tell("Merging what is certain", STEPS)
    merge_certain()
    return kept


def _pairs(kind: str, spark: Any) -> Iterator[tuple[tuple[int, int], float]]:
    """((lower id, higher id), certainty). Of many that say exactly the same each is paired with the first."""
    from accrue_stats.duplicates import find_duplicates

    table = _table(kind)
    found = find_duplicates(table.drop_columns(["id"]), least=LEAST, known=_known(kind), spark=spark)
    ids = table["id"].to_pylist()
    for left, right, certainty in _rows(found):
        low, high = sorted((int(ids[left]), int(ids[right])))
        yield (low, high), certainty


def _known(kind: str) -> list[Column]:
    from accrue_stats.duplicates import Column

    kinds: dict[str, Any] = {name: name for name in COLUMNS[kind]} | {"full": "company"}
    return [Column(name, kinds[name]) for name in COLUMNS[kind]]


def _table(kind: str) -> Any:
    """All records as texts, through COPY: a million of them take some hundred megabytes."""
    from pyarrow import csv, string

    names = ["id", *COLUMNS[kind]]
    buffer = BytesIO()
    with connection.cursor() as cursor:
        copied: Any = cursor.copy(f"COPY ({QUERIES[kind]}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)")
        with copied as stream:
            for block in stream:
                buffer.write(block)
    if not buffer.tell():
        from pyarrow import table

        return table({name: [] for name in names})
    buffer.seek(0)
    return csv.read_csv(
        buffer,
        csv.ReadOptions(column_names=names),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types={name: string() for name in names},
            strings_can_be_null=True,
            null_values=[""],
            quoted_strings_can_be_null=True,
        ),
    )


def _rows(found: Found) -> Iterator[tuple[int, int, float]]:
    yield from zip(*(each.tolist() for each in (found.left, found.right, found.certainty)), strict=True)
    for row, first in enumerate(found.first_alike.tolist()):
        if first != row and found.copies_certainty[first] >= LEAST:
            yield first, row, float(found.copies_certainty[first])


def _keep(kind: str, pairs: dict[tuple[int, int], float]) -> int:
    """Write what was found, and forget open pairs that are none any more."""
    gone = [
        pk
        for pk, left, right in Pair.objects.filter(kind=kind, state=Pair.State.OPEN).values_list(
            "pk", "left_id", "right_id"
        )
        if (left, right) not in pairs
    ]
    now = clock.now()
    for chunk in batched(sorted(pairs), BATCH, strict=False):
        told = reasons_between(kind, chunk)
        rows = [
            Pair(
                kind=kind,
                left_id=left,
                right_id=right,
                certainty=pairs[left, right],
                reasons=reasons,
                found_at=now,
            )
            for (left, right), reasons in zip(chunk, told, strict=True)
        ]
        Pair.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["kind", "left_id", "right_id"],
            update_fields=["certainty", "reasons"],
        )
    for ids in batched(gone, BATCH, strict=False):
        Pair.objects.filter(pk__in=ids, state=Pair.State.OPEN).delete()
    return len(pairs)


def merge_certain() -> int:
    """Merge the open pairs that the rules call certain, in the name of who switched that on. → how many.

    The older record is kept. What they may not merge, or what changed meanwhile, stays in the queue.
    """
    rules, merged = duplicate_rules(), 0
    if rules.automatic_from is None or rules.automatic_by is None:
        return 0
    certain = Pair.objects.filter(state=Pair.State.OPEN, certainty__gte=rules.automatic_from)
    for pair in certain.order_by("-certainty", "pk")[:MOST_MERGED]:
        found = MODELS[pair.kind]._default_manager.filter(
            pk__in=[pair.left_id, pair.right_id], archived_at__isnull=True
        )
        records = sorted(found, key=lambda record: (record.created_at, record.pk))
        if len(records) < 2:
            continue
        keep, away = records
        try:
            merge(
                actor=rules.automatic_by,
                kind=pair.kind,
                keep_id=keep.pk,
                away_id=away.pk,
                versions=(keep.version, away.version),
            )
        except AccrueError:
            continue
        merged += 1
    return merged

"""What somebody meant who typed a word that stands in no record.

Every word of the records is kept with its spellings that lack one letter (symmetric deletion, as in SymSpell): two
words that differ by one typing error share one of them, and an index finds those in a millisecond.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, transaction
from django.db.models import TextField, Value
from rapidfuzz.distance import OSA

from accrue import clock
from accrue.accounts.kinds import kinds
from accrue.filters.models import Word
from accrue.filters.search import SEPARATORS, Deletions, words_of

SHORTEST, LONGEST = 4, 30
TWO_ERRORS_FROM = 9
SUGGESTED = 3
_FRESH = timedelta(minutes=11)

_WORDS = """
    SELECT word, count(*) AS records FROM (
        SELECT unnest(string_to_array(translate(search_text, %(separators)s, %(blanks)s), ' ')) AS word
        FROM {table} WHERE {condition}
    ) AS cut WHERE length(word) BETWEEN {shortest} AND {longest} AND word !~ '[0-9]' GROUP BY word
"""
_KEEP = """
    INSERT INTO filters_word AS known (text, records)
    SELECT word, sum(records) FROM ({words}) AS found GROUP BY word ORDER BY word
    ON CONFLICT (text) DO {on_conflict}
"""


def respelt(needle: str) -> list[str]:
    """Up to three needles that were probably meant instead, the likeliest first."""
    words = [word.casefold() for word in words_of(needle)]
    meant = sorted(product(*map(_readings, words)), key=lambda ways: sum(cost for _, cost in ways))
    found = (" ".join(word for word, _ in ways) for ways in meant[: SUGGESTED + 1])
    return [text for text in found if text != " ".join(words)][:SUGGESTED]


def learn_words(*, everything: bool = False) -> int:
    """Take in the words of records made lately, or of all, forgetting those that stand nowhere. Returns how many there are."""
    since = None if everything or not Word.objects.exists() else clock.now() - _FRESH
    with transaction.atomic(), connection.cursor() as cursor:
        if since is None:
            Word.objects.all().delete()
        cursor.execute(*_statement(since))
    return Word.objects.count()


def _readings(word: str) -> list[tuple[str, int]]:
    """The word itself where it begins a known one or is strange altogether, and known words at one error's distance (two in
    a long word), each with its place: fewest errors first, then the commonest."""
    near = _near(word) if SHORTEST <= len(word) <= LONGEST else []
    if not near or Word.objects.filter(text__startswith=word).exists():
        near = [word, *near]
    return [(text, place) for place, text in enumerate(near[: SUGGESTED + 1])]


def _near(word: str) -> list[str]:
    deletions = Deletions(Value(word), output_field=ArrayField(TextField(db_collation="C")))
    found = Word.objects.filter(deletions__overlap=deletions).exclude(text=word)
    allowed = 2 if len(word) >= TWO_ERRORS_FROM else 1
    costs = [
        (OSA.distance(word, text), -records, text) for text, records in found.values_list("text", "records")
    ]
    return [text for errors, _, text in sorted(costs) if errors <= allowed]


def _statement(since: datetime | None) -> tuple[str, dict[str, str | datetime | None]]:
    tables = [
        _WORDS.format(
            table=connection.ops.quote_name(model._meta.db_table),
            condition="created_at >= %(since)s" if since else "true",
            shortest=SHORTEST,
            longest=LONGEST,
        )
        for model in (apps.get_model(kind.model_label) for kind in kinds())
        if {"search_text", "created_at"} <= {field.name for field in model._meta.get_fields()}
    ]
    on_conflict = "NOTHING" if since else "UPDATE SET records = excluded.records"
    statement = _KEEP.format(words=" UNION ALL ".join(tables), on_conflict=on_conflict)
    return statement, {"separators": SEPARATORS, "blanks": " " * len(SEPARATORS), "since": since}

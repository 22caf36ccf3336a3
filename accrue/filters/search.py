"""Finding records by any part of a word, on core PostgreSQL.

A searched model keeps two generated columns: its text folded (lower case, no accents) and the array of that text's
trigrams, which a GIN index answers. The SQL functions are made by this area's first migration; they are the only
place that folds, so that text and needle can never be folded differently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, GeneratedField, Model, Q, QuerySet, TextField, Value
from django.db.models.sql.compiler import SQLCompiler

from accrue.filters.estimating import are_fewer

SEPARATORS = "@._-+/&,;:()[]'\"#^*!?|\\<>"
"""A word also begins after one of these; `accrue_trigrams` holds the same list."""
MOST_WORDS = 8
_LONGEST_NEEDLE = 120
_PHONE_LIKE = re.compile(r"[+(]*[0-9][0-9\s()/.+-]{3,}")


class Folded(Func):
    """The text of these columns in one folded string, words apart by a space."""

    template = "accrue_fold(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField(db_collation="C")


class Trigrams(Func):
    """Every three letters that follow each other in a word, and `^a`, `^ab` for how each word begins."""

    template = "accrue_trigrams(accrue_fold(%(expressions)s))"
    arg_joiner = " || ' ' || "
    output_field = ArrayField(TextField(db_collation="C"))


class DigitsOf(Func):
    """A telephone number without what people put between its digits."""

    function = "translate"
    template = "translate(%(expressions)s, '+-()/. ', '')"
    output_field = TextField()


class Deletions(Func):
    """A word, and what is left of it without any one of its letters."""

    function = "accrue_deletions"
    output_field = ArrayField(TextField(db_collation="C"))


class HasWord(Func):
    """Whether trigrams and text hold the word: the array narrows by index, LIKE settles it."""

    output_field = BooleanField()

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[Any, ...]]:
        trigrams, text, word = self.source_expressions
        # The text first: where PostgreSQL walks another index, it is far cheaper to look at than the array.
        parts = [compiler.compile(part) for part in (text, word, trigrams, word)]
        line, pattern, array, needle = (sql for sql, _ in parts)
        narrowed = f'{array} @> (accrue_needle({needle}) COLLATE "C")'
        settled = f'{line} LIKE (accrue_pattern({pattern}) COLLATE "C")'
        return f"({settled} AND {narrowed})", tuple(param for _, params in parts for param in params)


class SaysWord(Func):
    """Whether a text holds the word, as `HasWord` finds it, by looking at nothing but the text; no index answers it."""

    output_field = BooleanField()

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[Any, ...]]:
        text, word = self.source_expressions
        line, said = compiler.compile(text)
        needle, asked = compiler.compile(word)
        blanks = " " * len(SEPARATORS)
        sql = (
            f'({line} LIKE (accrue_pattern({needle}) COLLATE "C") AND (length(accrue_fold({needle})) > 2 OR '
            f"' ' || translate({line}, %s, %s) LIKE '%% ' || substr(accrue_pattern({needle}), 2) COLLATE \"C\"))"
        )
        return sql, (*said, *asked, *asked, *said, SEPARATORS, blanks, *asked)


def search_text(*columns: str | Func) -> GeneratedField:
    return GeneratedField(
        expression=Folded(*columns), output_field=TextField(db_collation="C"), db_persist=True, editable=False
    )


def search_trigrams(*columns: str | Func) -> GeneratedField:
    return GeneratedField(
        expression=Trigrams(*columns),
        output_field=ArrayField(TextField(db_collation="C")),
        db_persist=True,
        editable=False,
    )


def search_index(name: str) -> GinIndex:
    """New rows wait in a short list until they are worked in together: three times as quick to write, and a search
    reads at most half a megabyte more."""
    return GinIndex(fields=["search_trigrams"], name=name, fastupdate=True, gin_pending_list_limit=512)


def matching[M: Model](
    queryset: QuerySet[M],
    needle: str,
    *,
    columns: Sequence[str | Func] = (),
    hidden: Collection[str] = (),
    restricted: bool = False,
) -> QuerySet[M]:
    """The rows whose text holds every word of `needle`: three letters and more anywhere, one or two at a word's start.

    A telephone number is found however its digits are grouped, and with or without the leading zero. `columns` are
    those of the search text; where the reader may not see some of them (`hidden`), only the others decide. `restricted` says
    that the rows are only some of the table's, by another index: where they are fewer than those that hold the words, they
    are looked through instead.
    """
    words = words_of(needle)
    if not words:
        return queryset
    digits = _digits_of(needle)

    def asked(has: Callable[[Value], Func]) -> Q:
        found = Q(*[has(Value(word)) for word in words])
        return found | Q(has(Value(digits))) if digits else found

    text = F("search_text")
    said = asked(lambda word: SaysWord(text, word))
    is_looked_through = restricted and are_fewer(queryset, queryset.model._default_manager.filter(said))
    found = said if is_looked_through else asked(lambda word: HasWord(F("search_trigrams"), text, word))
    if hidden:
        # The stored text narrows; the shorter one then decides.
        shorter = _seen_text(columns, hidden)
        found &= asked(lambda word: SaysWord(shorter, word))
    return queryset.filter(found)


def words_of(needle: str) -> list[str]:
    """The words to look for; one or two characters count only where they are letters or digits."""
    words = needle.replace("\0", " ")[:_LONGEST_NEEDLE].split()[:MOST_WORDS]
    stripped = [word if len(word) > 2 else word.strip(SEPARATORS) for word in words]
    return [word for word in dict.fromkeys(stripped) if word]


def _digits_of(needle: str) -> str:
    if not _PHONE_LIKE.fullmatch(needle.strip()):
        return ""
    digits = re.sub(r"\D", "", needle.replace("(0)", "")).lstrip("0")
    return digits if len(digits) > 2 else ""


def _seen_text(columns: Sequence[str | Func], hidden: Collection[str]) -> Folded:
    seen: list[Any] = [column for column in columns if _source(column) not in hidden] or [Value("")]
    return Folded(*seen)


def _source(column: str | Func) -> str:
    """The model's field behind a column of the search text."""
    if isinstance(column, str):
        return column
    inner: Any = column.source_expressions[0]
    return str(getattr(inner, "name", ""))

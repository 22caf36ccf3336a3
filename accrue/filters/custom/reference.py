"""The reference page of the field types, made from what is declared and from what the types themselves do with samples."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from accrue.filters.custom.checking import (
    COMPUTED,
    LONGEST_HELP,
    LONGEST_LABEL,
    MAY_BE_UNIQUE,
    MOST_CHOICES,
)
from accrue.filters.custom.definitions import Definition, customised_kinds, definition_of
from accrue.filters.custom.filter_fields import TYPES
from accrue.filters.custom.models import CustomField, FieldType
from accrue.filters.custom.services import MOST_FIELDS
from accrue.filters.custom.sorting import SORTED
from accrue.filters.custom.values import LONGEST_TEXT, MOST_DIGITS, MOST_PLACES, in_words, kept
from accrue.filters.operators import OPERATORS

HOLDS = {
    FieldType.TEXT: f"One line of at most {LONGEST_TEXT} characters. Spaces at the ends are dropped, those between words become one.",
    FieldType.NUMBER: f"A number of at most {MOST_DIGITS} digits, {MOST_PLACES} of them decimals. Commas part thousands; any other comma is refused, for it could mean either.",
    FieldType.MONEY: "An amount with its currency, exact to the currency's smallest unit.",
    FieldType.DATE: "A day, without a time.",
    FieldType.CHOICE: f"One of at most {MOST_CHOICES} choices, by its label in any case or by its key. In the samples the choices are Small and Large.",
    FieldType.CHOICES: "Several of the choices, kept in the order of the choices whatever the order they are given in.",
    FieldType.USER: "A colleague, by number. Whoever writes it must be allowed to see the colleague.",
    FieldType.YESNO: "Yes or no, or nothing yet.",
    FieldType.RECORD: "A record of one kind, by number. In the page also by its whole name where only one is called so.",
    FieldType.FORMULA: "What the database works out of the record's other fields whenever it is asked. Nothing is kept.",
    FieldType.ROLLUP: "How many records point to this one, the sum of theirs, or the last day; over a period where one is set. Nothing is kept.",
}
TAKEN: dict[FieldType, tuple[Any, ...]] = {
    FieldType.TEXT: ("  two   words ",),
    FieldType.NUMBER: (12.5, "1,250.50", "-3"),
    FieldType.MONEY: ({"minor": 125050, "currency": "EUR"}, "1250.50 EUR", "EUR 1,250.50", "500 JPY"),
    FieldType.DATE: ("2026-11-22",),
    FieldType.CHOICE: ("large", "LARGE"),
    FieldType.CHOICES: (["large", "small"], "Large; Small"),
    FieldType.USER: (17, "17"),
    FieldType.YESNO: (True, "yes", "no", "ja", "x"),
    FieldType.RECORD: (42, "42"),
}
REFUSED: dict[FieldType, tuple[Any, ...]] = {
    FieldType.TEXT: (7,),
    FieldType.NUMBER: ("1,5", "12 kg", 0.1234567),
    FieldType.MONEY: ("1250.50", "1250.505 EUR"),
    FieldType.DATE: ("22.11.2026", "2026-02-30"),
    FieldType.CHOICE: ("Tiny",),
    FieldType.CHOICES: ("Large; Tiny",),
    FieldType.USER: ("anna",),
    FieldType.YESNO: ("perhaps",),
    FieldType.RECORD: ("Acme",),
    FieldType.FORMULA: (1,),
    FieldType.ROLLUP: (1,),
}
SORTS = {
    FieldType.TEXT: "by its letters, without regard to case and accents",
    FieldType.NUMBER: "by its size",
    FieldType.MONEY: "by its worth in the base currency at today's rates; a currency without a rate stands with what is empty",
    FieldType.DATE: "by the day",
    FieldType.CHOICE: "as the choices stand in the field's settings",
    FieldType.CHOICES: "by the first choice that is chosen, as the choices stand in the field's settings",
    FieldType.YESNO: "no before yes",
    FieldType.FORMULA: "by what it gives: a number by its size, a text by its letters, a day by the day, no before yes",
}
FILES = {
    FieldType.NUMBER: "as the file writes numbers, `1.250,50` too",
    FieldType.MONEY: "as the file writes amounts; without a currency in the cell, the import's",
    FieldType.DATE: "as the file writes days",
    FieldType.CHOICES: "labels apart by `;` `,` `|` or a line's end",
    FieldType.USER: "by e-mail or name",
    FieldType.RECORD: "by Accrue's number, the other system's id, e-mail or name",
}
INDEXES = {
    FieldType.TEXT: "accrue_fold(custom ->> '{key}') COLLATE \"C\"",
    FieldType.NUMBER: "((custom ->> '{key}')::numeric(40, 12))",
    FieldType.DATE: "(custom ->> '{key}') COLLATE \"C\"",
    FieldType.YESNO: "((custom ->> '{key}')::boolean)",
}
"""What an index must hold for a list to walk it in the order of the field."""


def index_of(table: str, key: str, type_: FieldType) -> str:
    return f"CREATE INDEX CONCURRENTLY ON {table} ({INDEXES[type_].format(key=key)}, id);"


def page() -> str:
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    kinds = ", ".join(f"`{kind.key}`" for kind in customised_kinds())
    yield from f"""# Custom fields

Made from the code by `make docs`; the samples are what the types answer. How to make one:
[fields of your own](../how-to/fields-of-your-own.md).

A field belongs to a kind of record: {kinds}. Its **key** is made from its first name and stays. Programs find its value
under `custom`, by key; filters, columns and orders call it `custom_<key>`. A kind has {MOST_FIELDS} fields at most, a name
{LONGEST_LABEL} characters, a hint {LONGEST_HELP}.

What is empty is not kept: `null`, an empty text or an empty list empties a field, and an answer gives `null` for it. What is refused
is answered with 422 and a word at `custom_<key>`; nothing of the record is changed then.

| type | required | unique | filters as | sorts |
| --- | --- | --- | --- | --- |""".splitlines()
    yield from (_row(type_) for type_ in FieldType)
    for type_ in FieldType:
        yield ""
        yield from _section(type_)
    yield ""
    yield from _cost()


def _row(type_: FieldType) -> str:
    asked = TYPES[type_].value if type_ in TYPES else "what it gives"
    required = "no" if type_ in COMPUTED else "yes"
    unique = "yes" if type_ in MAY_BE_UNIQUE else "no"
    return f"| `{type_.value}` | {required} | {unique} | {asked} | {'yes' if type_ in SORTED else 'no'} |"


def _section(type_: FieldType) -> Iterator[str]:
    yield f"## {type_.label}"
    yield ""
    yield HOLDS[type_]
    yield ""
    field = sample_field(type_)
    if type_ in TAKEN:
        yield "| given | kept | shown |"
        yield "| --- | --- | --- |"
        for given in TAKEN[type_]:
            value = kept(field, given)
            shown = "the name" if type_ in (FieldType.USER, FieldType.RECORD) else in_words(field, value, {})
            yield f"| {_json(given)} | {_json(value)} | {shown} |"
        yield ""
    yield "| refused | with |"
    yield "| --- | --- |"
    yield from (f"| {_json(given)} | {fault_of(field, given)} |" for given in REFUSED[type_])
    if type_ in TYPES:
        yield ""
        operators = ", ".join(f"`{one.key}`" for one in OPERATORS[TYPES[type_]])
        yield f"- Filters: {operators}."
    if type_ in SORTS:
        yield f"- Sorts {SORTS[type_]}. What is empty comes last, both ways."
    if type_ not in COMPUTED:
        yield f"- In files: {FILES.get(type_, 'as in the table')}."


def sample_field(type_: FieldType) -> Definition:
    choices = [{"key": label.lower(), "label": label} for label in ("Small", "Large")]
    return definition_of(CustomField(pk=1, kind="company", key="sample", type=type_, choices=choices))


def fault_of(field: Definition, given: Any) -> str:
    """Why a value is refused; "" where it is not."""
    try:
        kept(field, given)
    except ValueError as error:
        return str(error)
    return ""


def _json(value: Any) -> str:
    return f"`{json.dumps(value, ensure_ascii=False)}`"


def _cost() -> Iterator[str]:
    yield from """## What sorting costs

A list sorted by a custom field reads the value of every row that its filters leave, keeps the first page of them and forgets the
rest: memory stays small, time grows with the rows. On two cores and a million short rows a page took PostgreSQL about 0.5 s by numbers and
amounts, 0.25 s by days and 1.2 s by texts; several choices and short formulas take about twice as long as numbers. With an index it took less than a millisecond, however many rows there are. Whoever runs
the database makes it once, as the owner of the tables; lists go on working meanwhile:

```sql""".splitlines()
    yield from (index_of("contacts_company", "KEY", type_) for type_ in INDEXES)
    names = [type_.label.lower() for type_ in INDEXES]
    yield "```"
    yield ""
    yield f"In this order for: {', '.join(names)}. Amounts follow the day's rates, choices their settings and formulas other fields, so no index can hold their"
    yield "order: narrow such a list by a filter first."

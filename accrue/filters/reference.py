"""The reference page of the filter language, made from what is declared."""

from __future__ import annotations

from collections.abc import Iterator

from accrue.accounts.kinds import kind_called
from accrue.filters.drafts import NAMED
from accrue.filters.fields import FilterField, Type, kinds_with_fields, own_fields
from accrue.filters.operators import MOST_VALUES, OPERATORS
from accrue.filters.tree import DEEPEST, LONGEST, MOST

VALUES = {
    Type.TEXT: 'a text, `"software"`; several where the operator takes them',
    Type.NUMBER: "a number, `12` or `12.5`",
    Type.MONEY: 'an amount with its currency, `"1250.50 EUR"`; other currencies are compared at today’s rates',
    Type.DATE: 'a day, `"2026-11-22"`, or a period, `"last_90_days"`; between takes two days',
    Type.CHOICE: "one of the field's values, or several",
    Type.USER: 'the id of a user, `"me"` or `"my_team"` (everybody in a team of the reader), or several',
    Type.RECORD: 'the id of a record, or several; for teams also `"mine"`',
    Type.TAG: "the id of a tag, or several",
    Type.YESNO: "`true` or `false`",
}
TAKES = {"one": "one value", "many": f"one value to {MOST_VALUES}", "two": "two values", "nothing": "none"}


def page() -> str:
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Filters"
    yield ""
    yield "Made from the code by `make docs`. How to build one in the page: [lists and views](../how-to/lists-and-views.md)."
    yield ""
    yield "## Form"
    yield ""
    yield "```json"
    yield '{"all": [["company.industry", "is", "software"],'
    yield '         {"any": [["orders", "gte", 3, "last_90_days"], ["owner", "is", "me"]]}]}'
    yield "```"
    yield ""
    yield "A group is `all`, `any` or `none` of its parts. A condition is `[field, operator, value]`; a field that counts takes"
    yield "a period as the fourth. A filter is at most "
    yield f"{LONGEST:,} characters long, {DEEPEST} groups deep and {MOST} conditions wide."
    yield ""
    yield "Every condition is true or false. What is empty is equal to nothing, and neither more nor less than anything; what"
    yield "negates is the plain opposite, so it holds for what is empty. Text is compared without regard to capitals. A linked"
    yield "record, an order or a deal that the reader may not see is as if it were not there, and a hidden field as if it were"
    yield "not declared. Anything undeclared is answered with 400, naming the place, before the database is asked."
    yield ""
    yield "## Periods"
    yield ""
    yield f"{', '.join(f'`{name}`' for name in NAMED)}; `last_N_days`, `last_N_weeks`, `last_N_months`, `last_N_years` (that long"
    yield "ago until today) and `next_N_…` (from today). Days begin and end in the reader's zone, weeks on Monday. `before` a"
    yield "period is before its first day, `after` it after its last."
    yield ""
    yield "## Types and operators"
    yield ""
    for kind, operators in OPERATORS.items():
        yield f"### {kind.value}"
        yield ""
        yield f"Value: {VALUES[kind]}."
        yield ""
        yield "| operator | reads | takes |"
        yield "| --- | --- | --- |"
        yield from (f"| `{op.key}` | {op.label} | {TAKES[op.takes]} |" for op in operators)
        yield ""
    yield "## Fields"
    yield ""
    yield "With → the fields of the linked record can be asked, too: `company.industry`. Fields that a company adds of its own"
    yield "are named by `GET /api/v1/filters/{kind}`, with the values of choices."
    yield ""
    for key in kinds_with_fields():
        yield f"### {kind_called(key).label}"
        yield ""
        yield "| field | reads | type | |"
        yield "| --- | --- | --- | --- |"
        yield from (_row(field) for field in own_fields(key).values())
        yield ""


def _row(field: FilterField) -> str:
    notes = []
    if field.to:
        notes.append(f"{'→ ' if field.opens else ''}{field.to}")
    if field.aggregate and field.aggregate.day_label:
        notes.append(f"over a period: when {field.aggregate.day_label}")
    if field.choices and not callable(field.choices):
        notes.append(", ".join(f"`{value}`" for value, _ in field.choices))
    return f"| `{field.key}` | {field.label} | {field.type.value} | {'; '.join(notes)} |"

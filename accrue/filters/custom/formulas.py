"""Formulas over a record's own fields: read as a small language, turned into SQL, never run as a program.

`amount * 0.2`, `round(custom_floors / 3, 1)`, `given_name & " " & family_name`, `custom_contract_end - today()`,
`"large" if employees > 250 else "small"`. Amounts of money count in whole units of their own currency. Where a value that is
asked for is empty, so is the answer; what is divided by 0 is empty, too.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    BooleanField,
    Case,
    DateField,
    DateTimeField,
    DecimalField,
    ExpressionWrapper,
    Func,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Lower, TruncDate, Upper

from accrue import clock
from accrue.accounts import stamps
from accrue.filters.custom.definitions import STAMP, definitions
from accrue.filters.custom.models import FieldType
from accrue.filters.fields import FilterField, Type, model_of, own_declared
from accrue.money.currencies import exponent, known

NUMBER, TEXT, DAY, YESNO = Type.NUMBER, Type.TEXT, Type.DATE, Type.YESNO
EXACT = DecimalField(max_digits=40, decimal_places=12)
LONGEST = 500
DEEPEST = 30
MOST_DAYS = 100_000
EARLIEST, LATEST = "1000-01-01", "9000-01-01"
OUTPUT: dict[Type, Any] = {NUMBER: EXACT, TEXT: TextField(), DAY: DateField(), YESNO: BooleanField()}
SAID = {NUMBER: "a number", TEXT: "a text", DAY: "a day", YESNO: "yes or no"}
PLAIN: dict[Type, Type] = {
    Type.NUMBER: NUMBER,
    Type.MONEY: NUMBER,
    Type.TEXT: TEXT,
    Type.CHOICE: TEXT,
    Type.DATE: DAY,
    Type.YESNO: YESNO,
}

type Build = Callable[[Any], Any]


@dataclass(frozen=True)
class Part:
    """A piece of a formula: what it gives, and what makes its SQL out of `F` or `OuterRef`."""

    type: Type
    sql: Build


@dataclass(frozen=True)
class Formula:
    """A formula read. `fields` are the names of the fields it asks for: who may not see one, does not see the answer."""

    type: Type
    sql: Build
    fields: tuple[str, ...]


class Joined(Func):
    """SQL values with an operator between."""

    template = "(%(expressions)s)"

    def __init__(self, sign: str, type_: Type, *parts: Any) -> None:
        super().__init__(*parts, arg_joiner=f" {sign} ", output_field=OUTPUT[type_])


class Exactly(Func):
    """As a number of any size and precision."""

    template = "(%(expressions)s)::numeric"
    output_field = EXACT


def fault_of(kind: str, text: str) -> str:
    """What is wrong with a formula, in words; "" where nothing is."""
    try:
        formula_of(kind, text)
    except ValueError as error:
        return str(error)
    return ""


def formula_of(kind: str, text: str) -> Formula:
    """The formula read. Raises ValueError with what to do instead."""
    return _read(kind, text, stamps.stamp_of(STAMP))


@lru_cache(maxsize=500)
def _read(kind: str, text: str, stamp: str) -> Formula:
    if not text:
        raise ValueError("Write a formula such as amount * 0.2.")
    if len(text) > LONGEST:
        raise ValueError(f"A formula has {LONGEST} characters at most.")
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError("This formula cannot be read. Look for a missing bracket, quote or sign.") from None
    reader = _Reader(kind)
    part = reader.part(tree, 1)
    output = OUTPUT[part.type]
    return Formula(part.type, lambda ref: ExpressionWrapper(part.sql(ref), output), tuple(reader.fields))


class _Reader:
    def __init__(self, kind: str) -> None:
        self.known = fields_in_formulas(kind)
        self.fields: dict[str, None] = {}

    def part(self, node: ast.expr, depth: int) -> Part:
        if depth > DEEPEST:
            raise ValueError(f"Brackets may stand in each other {DEEPEST} deep.")
        match node:
            case ast.Constant(value=value):
                return _constant(value)
            case ast.Name(id=name):
                return self._field(name)
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                number = self._of(inner, NUMBER, depth)
                return Part(NUMBER, lambda ref: Joined("-", NUMBER, Value(Decimal(0)), number.sql(ref)))
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                holds = self._of(inner, YESNO, depth)
                return Part(
                    YESNO,
                    lambda ref: Case(
                        When(holds.sql(ref), then=Value(False)),
                        default=Value(True),
                        output_field=BooleanField(),
                    ),
                )
            case ast.BinOp(left=left, op=op, right=right):
                return _combined(self.part(left, depth + 1), op, self.part(right, depth + 1))
            case ast.BoolOp(op=op, values=values):
                parts = [self._of(value, YESNO, depth) for value in values]
                sign = "AND" if isinstance(op, ast.And) else "OR"
                return Part(YESNO, lambda ref: Joined(sign, YESNO, *(one.sql(ref) for one in parts)))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return _compared(self.part(left, depth + 1), op, self.part(right, depth + 1))
            case ast.IfExp(test=test, body=body, orelse=other):
                return _chosen(
                    self._of(test, YESNO, depth), self.part(body, depth + 1), self.part(other, depth + 1)
                )
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return _called(name, [self.part(one, depth + 1) for one in args])
        raise ValueError(
            "Use fields, numbers, “texts”, + - * / &, comparisons, “a if b else c” and functions."
        )

    def _of(self, node: ast.expr, type_: Type, depth: int) -> Part:
        return _must(self.part(node, depth + 1), type_)

    def _field(self, name: str) -> Part:
        field = self.known.get(name)
        if field is None:
            known = ", ".join(list(self.known)[:30])
            raise ValueError(f"There is no field “{name[:60]}” to count with. Known: {known}.")
        self.fields[name] = None
        return Part(PLAIN[field.type], lambda ref: _value(field, ref))


def fields_in_formulas(kind: str) -> dict[str, FilterField]:
    """The record's own fields by the names that formulas know them by."""
    from accrue.filters.custom.filter_fields import filter_field

    found = {
        key: field
        for key, field in own_declared(kind).items()
        if field.type in PLAIN and not field.aggregate and not field.tagged and not field.by_id
    }
    for one in definitions(kind).values():
        if one.is_computed or one.type == FieldType.CHOICES:
            continue
        field = filter_field(one)
        if field is not None and field.type in PLAIN:
            found[one.name] = field
    return found


def _value(field: FilterField, ref: Any) -> Any:
    column = field.column(ref) if callable(field.column) else ref(field.column)
    if field.type is Type.MONEY:
        return Joined("*", NUMBER, Exactly(column), _unit(ref(field.currency)))
    if field.type is Type.NUMBER:
        return Exactly(column)
    if field.type is Type.DATE:
        return TruncDate(column) if _is_moment(field) else Cast(column, DateField())
    return Cast(column, OUTPUT[PLAIN[field.type]])


def _is_moment(field: FilterField) -> bool:
    if not isinstance(field.column, str):
        return False
    try:
        return isinstance(model_of(field.kind)._meta.get_field(field.column), DateTimeField)
    except FieldDoesNotExist:
        return False


def _unit(currency: Any) -> Any:
    """What a minor unit of a currency is of its whole unit."""
    text = Cast(currency, TextField())
    whens = [
        When(Joined("=", YESNO, Func(text, Value('"'), function="btrim", output_field=TextField()), Value(code)),
             then=Value(Decimal(1).scaleb(-places), EXACT))
        for code, places in _unusual().items()
    ]  # fmt: skip
    return Case(*whens, default=Value(Decimal("0.01"), EXACT), output_field=EXACT)


@cache
def _unusual() -> dict[str, int]:
    return {code: exponent(code) for code in sorted(known()) if exponent(code) != 2}


def _constant(value: Any) -> Part:
    if isinstance(value, bool):
        return Part(YESNO, lambda ref: Value(value, BooleanField()))
    if isinstance(value, int | float):
        number = Decimal(str(value))
        if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
            raise ValueError("This number is too large.")
        return Part(NUMBER, lambda ref: Exactly(Value(number)))
    if isinstance(value, str) and "\0" not in value:
        return Part(TEXT, lambda ref: Cast(Value(value), TextField()))
    raise ValueError("Use numbers, “texts”, True and False.")


def _must(part: Part, type_: Type) -> Part:
    if part.type is not type_:
        raise ValueError(f"Here stands {SAID[part.type]} where {SAID[type_]} is needed.")
    return part


def _combined(left: Part, op: ast.operator, right: Part) -> Part:
    if isinstance(op, ast.BitAnd):
        return Part(TEXT, lambda ref: Concat(*(Cast(one.sql(ref), TextField()) for one in (left, right))))
    if left.type is DAY and isinstance(op, ast.Sub) and right.type is DAY:
        return Part(NUMBER, lambda ref: Exactly(Joined("-", NUMBER, left.sql(ref), right.sql(ref))))
    if left.type is DAY and isinstance(op, ast.Add | ast.Sub):
        _must(right, NUMBER)
        return Part(
            DAY,
            lambda ref: _days_later(left.sql(ref), "+" if isinstance(op, ast.Add) else "-", right.sql(ref)),
        )
    sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}.get(type(op))
    if sign is None:
        raise ValueError("Count with + - * / and join texts with &.")
    _must(left, NUMBER), _must(right, NUMBER)
    if sign == "/":
        return Part(
            NUMBER, lambda ref: Joined("/", NUMBER, left.sql(ref), Exactly(_not_zero(right.sql(ref))))
        )
    return Part(NUMBER, lambda ref: Joined(sign, NUMBER, left.sql(ref), right.sql(ref)))


def _not_zero(number: Any) -> Any:
    return Func(number, Value(Decimal(0)), function="nullif", output_field=EXACT)


def _days_later(day: Any, sign: str, days: Any) -> Any:
    """Empty where the day would lie outside of any calendar."""
    sane = Joined(
        "AND",
        YESNO,
        Joined("<=", YESNO, Func(days, function="abs", output_field=EXACT), Value(MOST_DAYS)),
        Joined(">", YESNO, day, Cast(Value(EARLIEST), DateField())),
        Joined("<", YESNO, day, Cast(Value(LATEST), DateField())),
    )
    whole = Func(days, template="round(%(expressions)s)::integer", output_field=EXACT)
    return Case(When(sane, then=Joined(sign, DAY, day, whole)), default=Value(None), output_field=DateField())


def _compared(left: Part, op: ast.cmpop, right: Part) -> Part:
    signs = {ast.Eq: "=", ast.NotEq: "<>", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
    sign = signs.get(type(op))
    if sign is None:
        raise ValueError("Compare with == != < <= > >=.")
    _must(right, left.type)
    return Part(YESNO, lambda ref: Joined(sign, YESNO, left.sql(ref), right.sql(ref)))


def _chosen(test: Part, first: Part, other: Part) -> Part:
    _must(other, first.type)
    return Part(
        first.type,
        lambda ref: Case(
            When(test.sql(ref), then=first.sql(ref)), default=other.sql(ref), output_field=OUTPUT[first.type]
        ),
    )


def _called(name: str, parts: list[Part]) -> Part:
    numbers = {"min": "least", "max": "greatest"}
    if name == "today" and not parts:
        return Part(DAY, lambda ref: Cast(Value(clock.today()), DateField()))
    if name in ("lower", "upper") and len(parts) == 1:
        _must(parts[0], TEXT)
        fold = Lower if name == "lower" else Upper
        return Part(TEXT, lambda ref: fold(parts[0].sql(ref), output_field=TextField()))
    if name in ("abs", "length", "round") and parts:
        _must(parts[0], TEXT if name == "length" else NUMBER)
        if name == "round" and len(parts) == 2:
            return _rounded(parts[0], _must(parts[1], NUMBER))
        if len(parts) == 1:
            return Part(
                NUMBER, lambda ref: Exactly(Func(parts[0].sql(ref), function=name, output_field=EXACT))
            )
    if name in numbers and len(parts) > 1:
        for part in parts:
            _must(part, parts[0].type)
        output = OUTPUT[parts[0].type]
        return Part(
            parts[0].type,
            lambda ref: Func(*(one.sql(ref) for one in parts), function=numbers[name], output_field=output),
        )
    if name == "first" and len(parts) > 1:
        for part in parts:
            _must(part, parts[0].type)
        return Part(parts[0].type, lambda ref: Coalesce(*(one.sql(ref) for one in parts)))
    raise ValueError(
        "Functions: round(number, places), abs(number), min(a, b), max(a, b), first(a, b) for the first that is not "
        "empty, length(text), lower(text), upper(text), today()."
    )


def _rounded(number: Part, places: Part) -> Part:
    def sql(ref: Any) -> Any:
        bounded = Func(
            places.sql(ref), template="least(6, greatest(0, %(expressions)s))::integer", output_field=EXACT
        )
        return Func(number.sql(ref), bounded, function="round", output_field=EXACT)

    return Part(NUMBER, sql)

"""The operators of each type, in the words the chips use, and how a value is read for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from accrue.errors import Invalid
from accrue.filters.fields import FilterField, Type
from accrue.filters.periods import day_of, period_of
from accrue.money import Money

LONGEST_TEXT = 200
MOST_VALUES = 100
LARGEST = Decimal(10) ** 15
MOST_PLACES = 6
ME, MY_TEAM, MINE = "me", "my_team", "mine"

type Takes = Literal["one", "many", "two", "nothing"]


@dataclass(frozen=True, slots=True)
class Operator:
    """`takes` says how many values it is given: one, one or more, two, or nothing."""

    key: str
    label: str
    takes: Takes = "one"


EMPTY = (Operator("empty", "is empty", "nothing"), Operator("filled", "is not empty", "nothing"))
AMOUNTS = (
    Operator("eq", "is"),
    Operator("ne", "is not"),
    Operator("gt", "is more than"),
    Operator("gte", "is at least"),
    Operator("lt", "is less than"),
    Operator("lte", "is at most"),
    Operator("between", "is between", "two"),
    *EMPTY,
)
CHOSEN = (Operator("is", "is", "many"), Operator("is_not", "is not", "many"), *EMPTY)
OPERATORS: dict[Type, tuple[Operator, ...]] = {
    Type.TEXT: (
        Operator("contains", "contains"),
        Operator("not_contains", "does not contain"),
        Operator("is", "is", "many"),
        Operator("is_not", "is not", "many"),
        Operator("starts", "starts with"),
        Operator("ends", "ends with"),
        *EMPTY,
    ),
    Type.NUMBER: AMOUNTS,
    Type.MONEY: AMOUNTS,
    Type.DATE: (
        Operator("on", "is"),
        Operator("not_on", "is not"),
        Operator("before", "is before"),
        Operator("after", "is after"),
        Operator("between", "is between", "two"),
        *EMPTY,
    ),
    Type.CHOICE: CHOSEN,
    Type.USER: CHOSEN,
    Type.RECORD: CHOSEN,
    Type.TAG: (
        Operator("any", "has any of", "many"),
        Operator("every", "has all of", "many"),
        Operator("none", "has none of", "many"),
        Operator("empty", "has none", "nothing"),
        Operator("filled", "has some", "nothing"),
    ),
    Type.YESNO: (Operator("is", "is"), *EMPTY),
}


def operators_of(field: FilterField) -> tuple[Operator, ...]:
    """A count or a sum is never empty: of nothing it is 0. Nor is what always has an answer."""
    found = OPERATORS[field.type]
    if field.having or (field.aggregate and field.aggregate.measure != "last"):
        return tuple(op for op in found if op.takes != "nothing")
    return found


def operator_of(field: FilterField, key: str) -> Operator | None:
    return next((op for op in operators_of(field) if op.key == key), None)


def value_of(field: FilterField, op: Operator, given: Any) -> Any:
    """The value as the compiler wants it: one, or a tuple of several. Raises ValueError with what to do instead."""
    read = READ[field.type]
    if op.takes == "nothing":
        if given is not None:
            raise ValueError(f"“{op.label}” takes no value.")
        return None
    if op.takes == "one":
        return read(field, given)
    rows = given if isinstance(given, list) else [given]
    if op.takes == "two":
        if len(rows) != 2:
            raise ValueError(f"“{op.label}” takes two values.")
        return _ordered(
            tuple(_plain_day(field, row) if field.type is Type.DATE else read(field, row) for row in rows)
        )
    if not 1 <= len(rows) <= MOST_VALUES:
        raise ValueError(f"Give one value to {MOST_VALUES}.")
    return tuple(dict.fromkeys(read(field, row) for row in rows))


def _ordered(pair: tuple[Any, Any]) -> tuple[Any, Any]:
    if isinstance(pair[0], Money) and pair[0].currency != pair[1].currency:
        raise ValueError("Give both amounts in one currency.")
    if pair[1] < pair[0]:
        raise ValueError("Give the smaller value first.")
    return pair


def _text(field: FilterField, given: Any) -> str:
    if not isinstance(given, str) or not given.strip():
        raise ValueError("Give a text.")
    if len(given) > LONGEST_TEXT or "\0" in given:
        raise ValueError(f"Give a text of at most {LONGEST_TEXT} characters.")
    return given.strip()


def _number(field: FilterField, given: Any) -> Decimal:
    fault = "Give a number such as 12 or 12.5."
    if isinstance(given, bool) or not isinstance(given, int | Decimal | str | float):
        raise ValueError(fault)
    try:
        number = Decimal(str(given).replace("−", "-").strip()[:40])
    except InvalidOperation:
        raise ValueError(fault) from None
    if not number.is_finite() or abs(number) >= LARGEST:
        raise ValueError(fault)
    if number != round(number, MOST_PLACES):
        raise ValueError(f"Give at most {MOST_PLACES} decimals.")
    return number


def _money(field: FilterField, given: Any) -> Money:
    amount, _, currency = given.strip().rpartition(" ") if isinstance(given, str) else ("", "", "")
    try:
        number = _number(field, amount)
        return Money.of(number, currency)
    except Invalid as error:
        raise ValueError(error.message) from None
    except ValueError:
        raise ValueError("Give an amount with its currency, such as 1250.50 EUR.") from None


def _day(field: FilterField, given: Any) -> Any:
    """A day, or a period."""
    found = (day_of(given) or period_of(given)) if isinstance(given, str) else None
    if found is None:
        raise ValueError("Give a day such as 2026-11-22, or a period such as this_month or last_90_days.")
    return found


def _plain_day(field: FilterField, given: Any) -> Any:
    found = day_of(given) if isinstance(given, str) else None
    if found is None:
        raise ValueError("Give two days such as 2026-11-22.")
    return found


def _choice(field: FilterField, given: Any) -> Any:
    if field.by_id:
        return _id(field, given)
    if callable(field.choices):
        return _text(field, given)
    known = [value for value, _ in field.choices]
    if isinstance(given, bool) or given not in known:
        some = ", ".join(str(value) for value in known[:12])
        raise ValueError(f"Choose one of: {some}{'…' if len(known) > 12 else ''}.")
    return given


def _id(field: FilterField, given: Any) -> int:
    if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < 19:
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int) or not 0 < given < 2**63:
        raise ValueError("Give the id of a record.")
    return given


def _user(field: FilterField, given: Any) -> Any:
    return given if given in (ME, MY_TEAM) and isinstance(given, str) else _id(field, given)


def _record(field: FilterField, given: Any) -> Any:
    return MINE if field.to == "team" and given == MINE else _id(field, given)


def _yesno(field: FilterField, given: Any) -> bool:
    if not isinstance(given, bool):
        raise ValueError("Give true or false.")
    return given


READ: dict[Type, Callable[[FilterField, Any], Any]] = {
    Type.TEXT: _text,
    Type.NUMBER: _number,
    Type.MONEY: _money,
    Type.DATE: _day,
    Type.CHOICE: _choice,
    Type.USER: _user,
    Type.RECORD: _record,
    Type.TAG: _id,
    Type.YESNO: _yesno,
}

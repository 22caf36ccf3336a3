"""Frozen values to JSON and back, exactly: every float as its shortest text, every tuple a tuple again."""

from __future__ import annotations

import json
from dataclasses import MISSING, asdict, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeAliasType, get_args, get_origin, get_type_hints


def dumps(value: Any) -> str:
    """A dataclass instance as JSON. ValueError for a missing or infinite number, which JSON does not know."""
    return json.dumps(asdict(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def loads[T](form: type[T], text: str) -> T:
    """The instance of dataclass `form` that `dumps` wrote. ValueError when `text` is something else."""
    built = _build(form, json.loads(text))
    assert isinstance(built, form)  # noqa: S101  (tells the type checker what _build returned)
    return built


@cache
def _hints(form: type) -> dict[str, Any]:
    return get_type_hints(form)


def _build(form: Any, raw: Any) -> Any:
    if isinstance(form, TypeAliasType):
        return _build(form.__value__, raw)
    if is_dataclass(form) and isinstance(form, type):
        return _build_record(form, raw)
    origin = get_origin(form)
    if origin is UnionType:
        return _build_union(get_args(form), raw)
    if origin is tuple:
        return _build_tuple(get_args(form), raw)
    if origin is Literal:
        return _expect(raw in get_args(form), raw, form)
    if form is float:
        _expect(isinstance(raw, int | float) and not isinstance(raw, bool), raw, form)
        return float(raw)
    return _expect(isinstance(raw, form) and not (form is int and isinstance(raw, bool)), raw, form)


def _build_record(form: Any, raw: Any) -> Any:
    """What was written before a field was there lacks it: such a field has a default, and keeps it."""
    names = {f.name for f in fields(form)}
    needed = {f.name for f in fields(form) if f.default is MISSING}
    if not isinstance(raw, dict) or not needed <= set(raw) <= names:
        raise ValueError(f"not a {form.__name__}: {str(raw)[:60]}")
    return form(**{name: _build(hint, raw[name]) for name, hint in _hints(form).items() if name in raw})


def _build_union(forms: tuple[Any, ...], raw: Any) -> Any:
    if raw is None and NoneType in forms:
        return None
    (form,) = (f for f in forms if f is not NoneType)
    return _build(form, raw)


def _build_tuple(forms: tuple[Any, ...], raw: Any) -> tuple[Any, ...]:
    _expect(isinstance(raw, list), raw, tuple)
    if len(forms) == 2 and forms[1] is ...:
        return tuple(_build(forms[0], item) for item in raw)
    _expect(len(raw) == len(forms), raw, tuple)
    return tuple(_build(form, item) for form, item in zip(forms, raw, strict=True))


def _expect(fits: bool, raw: Any, form: Any) -> Any:
    if not fits:
        raise ValueError(f"{str(raw)[:60]!r} is not a {getattr(form, '__name__', form)}")
    return raw

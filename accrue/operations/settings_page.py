"""The settings as a page of documentation, made from the one place that reads them."""

from __future__ import annotations

from typing import Literal, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from accrue.environment import Environment

HEAD = """# Settings

Accrue reads environment variables, and in its working folder a file `.env` of lines `NAME=value`. None must be set to
begin with. `accrue doctor` says what is wrong with them.

This page is written from `accrue/environment.py`; `make docs` writes it anew.

| variable | unless set | what it is |
| --- | --- | --- |
"""


def page() -> str:
    return HEAD + "".join(_row(name, field) for name, field in Environment.model_fields.items())


def _row(name: str, field: FieldInfo) -> str:
    text = (field.description or "").replace("|", "\\|")
    return f"| `ACCRUE_{name.upper()}` | {_default(name, field)} | {text}{_choices(field)} |\n"


def _default(name: str, field: FieldInfo) -> str:
    if name == "home":
        return "`~/.accrue`"
    value = field.get_default(call_default_factory=True, validated_data={})
    value = value.get_secret_value() if isinstance(value, SecretStr) else value
    shown = {True: "1", False: "0"}.get(value) if isinstance(value, bool) else value
    shown = ",".join(map(str, shown)) if isinstance(shown, list) else shown
    return f"`{shown}`" if shown not in ("", None) else "empty"


def _choices(field: FieldInfo) -> str:
    if get_origin(field.annotation) is not Literal:
        return ""
    return f" One of {', '.join(f'`{choice}`' for choice in get_args(field.annotation))}."

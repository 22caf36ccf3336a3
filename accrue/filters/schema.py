"""The filters of a kind as a JSON schema, for programs and for whoever builds one."""

from __future__ import annotations

from typing import Any

from accrue.accounts.models import User
from accrue.filters.fields import FilterField, Type, fields_for
from accrue.filters.operators import LONGEST_TEXT, MOST_VALUES, Operator, operators_of
from accrue.filters.tree import DEEPEST, MATCHES, MOST

DAY = r"^\d{4}-\d{2}-\d{2}$"
PERIOD = r"^(today|yesterday|tomorrow|(last|this|next)_(week|month|quarter|year)|(last|next)_[1-9]\d{0,4}_(day|week|month|year)s)$"
ID: dict[str, Any] = {"type": "integer", "minimum": 1}


def schema_for(actor: User, kind: str) -> dict[str, Any]:
    """What `filter=` may hold for this user, as JSON Schema 2020-12."""
    conditions = [
        _condition(field, op) for field in fields_for(actor, kind).values() for op in operators_of(field)
    ]
    parts = {
        "type": "array",
        "maxItems": MOST,
        "items": {"anyOf": [{"$ref": "#/$defs/condition"}, {"$ref": "#"}]},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A filter of kind {kind}",
        "description": f"Groups may stand in each other {DEEPEST} deep, with {MOST} conditions at most.",
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
        "properties": dict.fromkeys(MATCHES, parts),
        "$defs": {"condition": {"anyOf": conditions}},
    }


def _condition(field: FilterField, op: Operator) -> dict[str, Any]:
    items: list[dict[str, Any]] = [{"const": field.key}, {"const": op.key}]
    value = value_schema(field)
    match op.takes:
        case "one":
            items.append(value)
        case "many":
            several = {"type": "array", "items": value, "minItems": 1, "maxItems": MOST_VALUES}
            items.append({"anyOf": [value, several]})
        case "two":
            one = {"type": "string", "pattern": DAY} if field.type is Type.DATE else value
            items.append({"type": "array", "items": one, "minItems": 2, "maxItems": 2})
        case "nothing":
            items.append({"type": "null"})
    fewest = len(items) - (op.takes == "nothing")
    if field.aggregate and field.aggregate.day and not field.aggregate.within:
        items.append({"anyOf": [{"const": ""}, {"type": "string", "pattern": PERIOD}]})
    title = f"{field.label} {op.label}"
    return {"type": "array", "title": title, "prefixItems": items, "items": False, "minItems": fewest}


def value_schema(field: FilterField) -> dict[str, Any]:
    """One value of a field."""
    match field.type:
        case Type.TEXT:
            return {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}
        case Type.NUMBER:
            return {"type": "number"}
        case Type.MONEY:
            return {"type": "string", "pattern": r"^-?\d+(\.\d+)? [A-Z]{3}$"}
        case Type.DATE:
            return {"anyOf": [{"type": "string", "pattern": DAY}, {"type": "string", "pattern": PERIOD}]}
        case Type.CHOICE:
            if field.by_id:
                return ID
            if callable(field.choices):
                return {"type": "string", "minLength": 1}
            return {"enum": [value for value, _ in field.choices]}
        case Type.USER:
            return {"anyOf": [ID, {"enum": ["me", "my_team"]}]}
        case Type.RECORD:
            return {"anyOf": [ID, {"const": "mine"}]} if field.to == "team" else ID
        case Type.TAG:
            return ID
        case Type.YESNO:
            return {"type": "boolean"}

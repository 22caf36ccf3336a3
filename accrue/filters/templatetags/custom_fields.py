"""`{% custom_fields "company" company %}`: the record's own fields among its details, edited in place."""

from __future__ import annotations

from typing import Any

from django import template

from accrue.filters.custom.props import props_of

register = template.Library()


@register.inclusion_tag("filters/custom/section.html", takes_context=True)
def custom_fields(context: Any, kind: str, record: Any) -> dict[str, Any]:
    actor = context["request"].user
    return {"props": [prop for _, prop in props_of(actor, kind, record)], "kind": kind, "record": record}

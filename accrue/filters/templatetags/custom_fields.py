"""`{% record_details "company" company %}`: everything about a record as the reader's role has it, edited in place;
`{% custom_fields "order" order %}`: the fields of the company's own alone.
"""

from __future__ import annotations

from typing import Any

from django import template

from accrue.filters.custom.layouts import grouped, layout_for, usual
from accrue.filters.custom.props import props_of

register = template.Library()


@register.inclusion_tag("filters/custom/section.html", takes_context=True)
def custom_fields(context: Any, kind: str, record: Any) -> dict[str, Any]:
    actor = context["request"].user
    return {"props": [prop for _, prop in props_of(actor, kind, record)], "kind": kind, "record": record}


@register.inclusion_tag("filters/custom/details.html", takes_context=True)
def record_details(context: Any, kind: str, record: Any) -> dict[str, Any]:
    """The details of a record, built in (`props` of the page) and custom, as the reader's layout has them."""
    actor, own = context["request"].user, context["props"]
    props = {prop.name: prop for prop in (own.values() if isinstance(own, dict) else own)}
    props |= {prop.name: prop for _, prop in props_of(actor, kind, record)}
    found = grouped(layout_for(actor, kind) or usual(kind), props)
    sections = [(title, [props[name] for name in names]) for title, names in found]
    return {"sections": sections, "kind": kind, "record": record}

"""From a tree to one condition of SQL with parameters.

Every condition is true or false, never unknown: an empty value is not more, less, like or equal to anything, and what
negates (“is not”, `none`) is the plain opposite. A linked record that the reader may not see is as if it were not there.
"""

from __future__ import annotations

from django.db.models import Exists, Model, Q, QuerySet

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.filters import comparing, counting
from accrue.filters.checking import Asked, AskedGroup, checked
from accrue.filters.fields import model_of
from accrue.filters.reading import Reader
from accrue.filters.schema import schema_for
from accrue.filters.tree import Group

__all__ = ["narrowed", "schema_for", "where"]
NEGATED = {
    "is_not": "is",
    "ne": "eq",
    "not_on": "on",
    "not_contains": "contains",
    "empty": "filled",
    "none": "any",
}
NOTHING = Q(pk__in=[])


def where(actor: User, kind: str, tree: Group) -> Q:
    """The rows of a kind that the tree holds for. Raises BadFilter before anything is asked of the database."""
    return _group(checked(actor, kind, tree), Reader(actor))


def narrowed[M: Model](actor: User, kind: str, queryset: QuerySet[M], tree: Group) -> QuerySet[M]:
    """Those of the rows that the tree holds for; who may see them is the queryset's own business."""
    if not tree.parts and tree.match != "any":
        return queryset
    return queryset.filter(where(actor, kind, tree))


def _group(group: AskedGroup, reader: Reader) -> Q:
    parts = [_group(p, reader) if isinstance(p, AskedGroup) else _condition(p, reader) for p in group.parts]
    if group.match == "all":
        return Q(*parts) if parts else ~NOTHING  # an empty Q would vanish from what it is a part of
    either = NOTHING
    for part in parts:
        either |= part
    return ~either if group.match == "none" else either


def _condition(asked: Asked, reader: Reader) -> Q:
    positive = NEGATED.get(asked.op)
    if positive:
        return ~_condition(Asked(asked.field, positive, asked.value, asked.within), reader)
    if asked.field.through is not None and asked.field.inner is not None:
        link = asked.field.through
        inner = _condition(Asked(asked.field.inner, asked.op, asked.value, asked.within), reader)
        seen = access.visible(reader.actor, model_of(link.to)._default_manager.filter(pk=link.outside))
        return Q(Exists(seen.filter(inner)))
    if asked.field.aggregate is not None:
        return counting.condition(asked, asked.field.aggregate, reader)
    return comparing.condition(asked, reader)

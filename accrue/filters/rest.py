"""How API lists take a filter."""

from __future__ import annotations

from typing import Annotated

from django.db.models import Model, QuerySet
from ninja import Field

from accrue.accounts.models import User
from accrue.filters.compiling import narrowed
from accrue.filters.tree import LONGEST, parse

Filter = Annotated[
    str,
    Field(
        max_length=LONGEST,
        description='A filter as JSON, such as `{"all": [["created", "on", "last_30_days"]]}`. '
        "What may be asked: `GET /api/v1/filters/{kind}`.",
    ),
]


def filtered[M: Model](actor: User, kind: str, rows: QuerySet[M], text: str) -> QuerySet[M]:
    """The rows a filter's text asks for. Raises BadFilter (400) before anything is asked of the database."""
    return narrowed(actor, kind, rows, parse(text))

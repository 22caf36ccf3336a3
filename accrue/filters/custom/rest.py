"""How API bodies and answers carry custom fields: under `custom`, by key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from ninja import Field

from accrue.accounts.models import User
from accrue.filters.custom.reading import values_of

type Custom = Annotated[
    dict[str, Any],
    Field(
        max_length=200,
        description="Values of custom fields by key, as `GET /api/v1/custom-fields/{kind}` names them; null empties one.",
    ),
]
type CustomOut = Annotated[
    dict[str, Any], Field(description="Values of custom fields by key, those your role hides left out.")
]


def with_custom(actor: User, kind: str, pairs: Sequence[tuple[Any, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Answers for records, each with its custom values; the same few queries however many."""
    values = values_of(actor, kind, [record for record, _ in pairs])
    return [answer | {"custom": values[record.pk]} for record, answer in pairs]

from __future__ import annotations

from dataclasses import dataclass

from accrue.metrics.models import PersonValue, ValueModel

PROGRAMME = "programme"


@dataclass(frozen=True, slots=True)
class Predicted:
    """A person's value; `value` None with a `model` that refuses, or for somebody who never bought."""

    model: ValueModel | None
    value: PersonValue | None


def book_of(team_id: int | None, outside_team_ids: tuple[int, ...]) -> str:
    return f"team:{team_id}" if team_id in outside_team_ids else PROGRAMME


def predicted_value(person_id: int, book: str) -> Predicted:
    value = PersonValue.objects.filter(person_id=person_id).select_related("model").first()
    if value:
        return Predicted(value.model, value)
    return Predicted(ValueModel.objects.filter(book=book).first(), None)

"""What points to a record that is to be merged, and the experiments in which that matters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value

from accrue.accounts import access
from accrue.accounts.kinds import Action, kind_called, kinds
from accrue.accounts.merged import formers_of
from accrue.accounts.models import User
from accrue.contacts.relations import Relation, following
from accrue.experiments.models import Assignment
from accrue.filters.custom.definitions import PREFIX
from accrue.filters.custom.models import CustomField, FieldType
from accrue.quality.relations import counted, is_told


@dataclass(frozen=True, slots=True)
class Along:
    """So many rows of one relation."""

    key: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """The arms that two people were drawn for in one experiment; None where one was not drawn."""

    assignment: Assignment
    keep: str | None
    away: str | None


def going_along(actor: User, kind: str, away_id: int) -> list[Along]:
    """How many rows of each relation go along, of records this user may see. One question to the database."""
    relations = {relation.key: relation for relation in following(kind) if is_told(relation)}
    asked = [_counting(actor, kind, relation, away_id) for relation in relations.values()]
    rows = asked[0].union(*asked[1:], all=True).order_by() if len(asked) > 1 else asked[0]
    counts = {key: number for key, number in rows if number}
    found = [Along(key, n, counted(n, relations[key])) for key, n in sorted(counts.items())]
    return [*found, *_linked(actor, kind, away_id)]


def links_to(kind: str) -> list[CustomField]:
    """Custom fields that link to records of a kind; archived ones too, for they can come back."""
    return list(CustomField.objects.filter(type=FieldType.RECORD, to=kind).order_by("pk"))


def name_of_link(field: CustomField) -> str:
    """As relations are named: “sales.Deal.custom_partner”."""
    return f"{kind_called(field.kind).model._meta.label}.{PREFIX}{field.key}"


def _linked(actor: User, kind: str, away_id: int) -> Iterator[Along]:
    """Those that name the record in a custom field."""
    held = access.access_of(actor)
    for field in links_to(kind):
        if field.archived_at or held.hides(field.kind, f"{PREFIX}{field.key}"):
            continue
        about = kind_called(field.kind)
        rows = about.model._default_manager.filter(**{f"custom__{field.key}": away_id})
        rows = rows.exclude(pk=away_id) if field.kind == kind else rows
        if number := access.visible(actor, rows).count():
            noun = (about.label if number == 1 else about.plural).lower()
            yield Along(name_of_link(field), number, f"{number:,} {noun} by “{field.label}”")


def _counting(actor: User, kind: str, relation: Relation, away_id: int) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = relation.model._default_manager.filter(**{relation.name: away_id})
    if relation.kind_column:
        rows = rows.filter(**{relation.kind_column: kind})
    if any(known.model is relation.model for known in kinds()):
        rows = access.visible(actor, rows)
    key = Value(relation.key, output_field=CharField())
    named = rows.order_by().annotate(relation_key=key).values("relation_key").annotate(n=Count("pk"))
    found: QuerySet[Any, Any] = named.values_list("relation_key", "n")
    return found


def drawn_for(keep_id: int, away_id: int) -> list[Drawn]:
    """The experiments in which one of both was drawn, or somebody merged into them."""
    former = formers_of("person", [keep_id, away_id])
    rows = Assignment.objects.filter(person_id__in=[keep_id, away_id, *former]).select_related("experiment")
    arms: dict[int, dict[int, Assignment]] = defaultdict(dict)
    for row in rows.order_by("experiment_id", "assigned_at", "pk"):
        stands = former.get(row.person_id, row.person_id)
        if stands == row.person_id:
            arms[row.experiment_id][stands] = row
        else:
            arms[row.experiment_id].setdefault(stands, row)
    return [
        Drawn(
            next(iter(held.values())),
            held[keep_id].arm if keep_id in held else None,
            held[away_id].arm if away_id in held else None,
        )
        for held in arms.values()
    ]


def drawn_apart(actor: User, kind: str, keep: Any, away: Any) -> list[str]:
    """A sentence for each experiment both were drawn for, as far as this user may see experiments."""
    if kind != "person" or not access.access_of(actor).may("experiment", Action.SEE):
        return []
    return [
        f"Both were drawn for “{one.assignment.experiment.name}”: {one.keep} and {one.away}. Both stay drawn, and what they "
        f"bought so far counts where it did; what is bought from now on counts in {one.keep}."
        for one in drawn_for(keep.pk, away.pk)
        if one.keep and one.away
    ]

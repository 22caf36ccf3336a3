"""Records that can be merged, and the tables as they are."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from accrue.contacts.models import Company, Person
from accrue.contacts.relations import MERGED, relations_of
from accrue.quality.models import Merge
from accrue.quality.services import merge

COUNTED = {"version", "search_custom", "search_text", "search_trigrams", "sort_name"}


def joined(actor: Any, keep: Any, away: Any, **choices: str) -> Merge:
    """Merge two as they are in the database."""
    keep.refresh_from_db()
    away.refresh_from_db()
    return merge(
        actor=actor,
        kind="person" if isinstance(keep, Person) else "company",
        keep_id=keep.pk,
        away_id=away.pk,
        choices=choices,
        versions=(keep.version, away.version),
    )


def tables() -> dict[str, list[dict[str, Any]]]:
    """Every row that holds or points to a person or a company, but for what only tells what happened."""
    models = {Person, Company} | {
        relation.model
        for kind in MERGED
        for relation in relations_of(kind)
        if relation.model._meta.app_label != "events" and not relation.model.__name__.endswith("Event")
    }
    return {model._meta.label: _rows(model) for model in sorted(models, key=lambda one: one._meta.label)}


def _rows(model: type[Any]) -> list[dict[str, Any]]:
    columns = [field.attname for field in model._meta.concrete_fields if field.name not in COUNTED]
    return list(apps.get_model(model._meta.label)._default_manager.order_by("pk").values(*columns))

"""What a goal or a baseline may be of."""

from __future__ import annotations

from accrue.accounts.models import Team
from accrue.metrics.held import lacking, tables_held
from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.definition import DIMENSIONS

LONGEST_VALUE = 200


def wrong_in_scope(measure: str, team: Team | None, dimension: str, dimension_value: str) -> dict[str, str]:
    """What is wrong, by field; nothing where the measure is known by all that."""
    found = MEASURES.get(measure)
    if found is None:
        return {"measure": "Choose one of the measures."}
    wrong = {}
    if team and "team" not in found.dimensions:
        wrong["team"] = f"{found.label} is not known by team. Choose the whole company."
    if dimension and (dimension == "team" or dimension not in found.dimensions):
        names = [DIMENSIONS[one].lower() for one in found.dimensions if one != "team"]
        known = f"by {', '.join(names)}" if names else "as a whole only"
        wrong["dimension"] = f"{found.label} is known {known}."
    if not dimension and dimension_value:
        wrong["dimension"] = "Say what that is."
    if len(dimension_value) > LONGEST_VALUE or "\0" in dimension_value:
        wrong["dimension_value"] = f"At most {LONGEST_VALUE} characters of text."
    return wrong


def missing_source(measure: str) -> str:
    """What has to be recorded before the measure can be read; empty where it can."""
    return lacking(MEASURES[measure], tables_held())

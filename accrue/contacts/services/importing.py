"""What importing people and companies have in common. Links are checked once for all rows, not row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accrue import clock
from accrue.accounts import access
from accrue.accounts.merged import kept_ids
from accrue.accounts.models import User
from accrue.contacts.details import Detail, checked, kind_of_details
from accrue.contacts.models import Company, Contact
from accrue.contacts.services.writing import INVALID, completed, require_writable
from accrue.errors import Invalid, Missing
from accrue.filters.custom.writing import Given, merged_many
from accrue.standards.inspecting import BROKEN, Inspection, refusals
from accrue.standards.phones import e164

BATCH = 2_000
_MOST_FAULTS_NAMED = 100


def checked_rows(
    actor: User, details: tuple[Detail, ...], rows: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Every row's regular values, with owner, team, creation and dialling form filled in."""
    kind = kind_of_details(details)
    now, faults, values = clock.now(), dict[str, str](), list[dict[str, Any]]()
    given = list(rows)
    for number, row in enumerate(given):
        found, errors = checked(details, row)
        faults |= {f"rows[{number}].{name}": message for name, message in errors.items()}
        links = {name: row[name] for name in ("company_id", "owner_id", "team_id") if name in row}
        created_at = {"created_at": row.get("created_at") or now}
        dialled = {"phone_e164": e164(found.get("phone", ""), found.get("country", ""))}
        row_values = {"owner_id": actor.pk} | found | dialled | links | created_at
        values.append(completed(actor, kind, row_values))
    if faults:
        named = dict(list(faults.items())[:_MOST_FAULTS_NAMED])
        raise Invalid(INVALID, f"{len(faults)} values cannot be read; nothing was imported.", fields=named)
    require_writable(actor, kind, {name for row in values for name in row if row[name]})
    give_to_teams(actor, values)
    rows_custom = [row.get("custom") or {} for row in given]
    for value, custom in zip(values, whole_custom(actor, kind, rows_custom), strict=True):
        value["custom"] = custom
    return values


def whole_custom(actor: User, kind: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What new records hold in their custom fields. Raises Invalid naming every faulty row and field."""
    found = merged_many(actor, kind, [Given(row) for row in rows])
    faults = {
        f"rows[{number}].{name}": text
        for number, (_, said) in enumerate(found)
        for name, text in said.items()
    }
    if faults:
        named = dict(list(faults.items())[:_MOST_FAULTS_NAMED])
        raise Invalid(INVALID, f"{len(faults)} values cannot be read; nothing was imported.", fields=named)
    return [values for values, _ in found]


def require_rules_kept(inspection: Inspection, records: Sequence[Contact]) -> None:
    """Raise Invalid naming every row that breaks a rule of the company, and the field."""
    refused = refusals(inspection, {record.pk: None for record in records})
    faults = {
        f"rows[{number}].{name}": message
        for number, record in enumerate(records)
        for name, message in refused.get(record.pk, {}).items()
    }
    if faults:
        named = dict(list(faults.items())[:_MOST_FAULTS_NAMED])
        message = f"{len(faults)} values break a rule; nothing was imported."
        raise Invalid(BROKEN, message, fields=named)


def follow_companies(actor: User, values: list[dict[str, Any]]) -> None:
    """Let each company named be the one that stands for it now. Raises Missing where one may not be seen."""
    wanted = {value["company_id"] for value in values if value.get("company_id") is not None}
    kept = kept_ids("company", wanted)
    for value in values:
        if value.get("company_id") in kept:
            value["company_id"] = kept[value["company_id"]]
    wanted = {kept.get(pk, pk) for pk in wanted}
    if access.visible(actor, Company.objects.filter(pk__in=wanted)).count() != len(wanted):
        raise Missing


def give_to_teams(actor: User, values: list[dict[str, Any]]) -> None:
    """The home team of each owner, where a row names none."""
    wanted = {value["owner_id"] for value in values if value["owner_id"] is not None} - {actor.pk}
    owners = access.visible(actor, User.objects.filter(pk__in=wanted, is_active=True))
    teams = dict(owners.values_list("pk", "team_id")) | {actor.pk: actor.team_id, None: None}
    if not wanted <= set(teams):
        raise Missing
    for value in values:
        value.setdefault("team_id", teams[value["owner_id"]])

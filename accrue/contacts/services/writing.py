"""What writing a person and writing a company have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accrue.accounts import access
from accrue.accounts.kinds import Level, kind_of
from accrue.accounts.merged import kept_id
from accrue.accounts.models import User
from accrue.contacts.details import Detail, checked, kind_of_details
from accrue.contacts.models import Contact, Person
from accrue.contacts.selectors import company
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.filters.custom.writing import claim
from accrue.standards.domains import checked_domain
from accrue.standards.emails import domain_of_email
from accrue.standards.phones import e164

INVALID = "contacts.invalid_details"
CUSTOM = "custom"
_LINKS = {"company_id": "company", "owner_id": "owner", "team_id": "team"}


def checked_values(
    details: tuple[Detail, ...], given: Mapping[str, Any], country: str = ""
) -> dict[str, Any]:
    """The regular values of what was given, links untouched. Raises Invalid with every fault, by field."""
    values, errors = checked(details, given, country)
    unknown = set(given) - {detail.name for detail in details} - {*_LINKS, CUSTOM}
    unknown -= {"full_name"} if kind_of_details(details) == "person" else set()
    if unknown:
        raise Invalid(INVALID, f"There is no detail called {', '.join(sorted(unknown))}.")
    if errors:
        raise Invalid(INVALID, " ".join(errors.values()), fields=errors)
    return values | {name: given[name] for name in _LINKS if name in given}


def require_writable(actor: User, kind: str, names: Iterable[str]) -> None:
    """Raise Forbidden where a role of the actor keeps one of these fields from being written."""
    allowed = access.access_of(actor)
    for name in names:
        if (
            name not in (CUSTOM, "full_name", "raw")
            and allowed.level(kind, _LINKS.get(name, name)) is not Level.WRITE
        ):
            raise Forbidden("contacts.field_read_only", f"You may not change {name.replace('_', ' ')}.")


def give_to(actor: User, values: dict[str, Any]) -> None:
    """Fill in the team where an owner is named: the home team of that owner. Raises Missing for a stranger."""
    owner_id = values.get("owner_id")
    if owner_id is None or "team_id" in values:
        return
    if owner_id == actor.pk:
        values["team_id"] = actor.team_id
        return
    owner = access.visible(actor, User.objects.filter(pk=owner_id, is_active=True)).first()
    if owner is None:
        raise Missing
    values["team_id"] = owner.team_id


def follow_company(actor: User, values: dict[str, Any]) -> None:
    """Let the company named be the one that stands for it now. Raises Missing where the actor may not see that."""
    if values.get("company_id") is not None:
        values["company_id"] = company(actor, values["company_id"]).pk


def require_kept_in_sight(actor: User, record: Contact) -> None:
    """Nobody gives a record away to where they could not see it any more."""
    kind = "person" if isinstance(record, Person) else "company"
    if not access.access_of(actor).may(kind, "see", record):
        message = "You would not see this record any more. Choose somebody of your own team."
        raise Invalid("contacts.out_of_sight", message, fields={"owner": message})


def locked[C: Contact](actor: User, model: type[C], record_id: int, action: str) -> C:
    """The record, or who stands for it since a merge, locked until the transaction ends. Raises Missing or Forbidden."""
    records = model._default_manager.select_for_update().filter(merged_into__isnull=True)
    record = records.filter(pk=record_id).first()
    if record is None:
        record = records.filter(pk=kept_id(kind_of(model).key, record_id)).first()
    if record is None:
        raise Missing
    access.require(actor, action, record)
    return record


def require_version(record: Contact, version: int) -> None:
    if record.version != version:
        raise Conflict(
            "contacts.changed_meanwhile",
            "Somebody changed this record meanwhile. Look at it again and repeat your change.",
        )


def changes_to(record: Contact, values: Mapping[str, Any]) -> dict[str, Any]:
    """Only what differs, with the dialling form of a phone number that changed, and the texts as typed.

    What was put back as typed stays so where it is sent again as it stands.
    """
    raw = values.get("raw", {})
    changed = {
        name: value
        for name, value in values.items()
        if name != "raw" and getattr(record, name) != value and not _is_left(record, name, raw)
    }
    if changed and (texts := _texts(record.raw, raw, changed)) != record.raw:
        changed["raw"] = texts
    if {"phone", "country"} & set(changed):
        phone, country = changed.get("phone", record.phone), changed.get("country", record.country)
        changed["phone_e164"] = e164(phone, country)
    return changed


def _is_left(record: Contact, name: str, raw: Mapping[str, str]) -> bool:
    """Whether a detail says on purpose what was typed, and is typed so again."""
    return name in record.raw and record.raw[name] is None and raw.get(name) == getattr(record, name)


def _texts(kept: Mapping[str, Any], raw: Mapping[str, str], changed: Iterable[str]) -> dict[str, Any]:
    """The texts as typed beside what the record says after these changes."""
    gone = {*changed} | ({"full_name"} if {"given_name", "family_name"} & {*changed} else set())
    new = {name: text for name, text in raw.items() if name in gone}
    return {name: text for name, text in kept.items() if name not in gone} | new


def completed(actor: User, kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """A new company without a website has that of its own e-mail address."""
    is_wanting = kind == "company" and values.get("email") and not values.get("domain")
    if is_wanting and access.access_of(actor).level(kind, "domain") is Level.WRITE:
        values["domain"] = _domain_of(values["email"])
    return values


def _domain_of(email: str) -> str:
    try:
        return checked_domain(domain_of_email(email))
    except ValueError:
        return ""


def put(record: Contact, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(record, name, value)
    record.version += 1


def save(record: Contact, changes: Iterable[str]) -> None:
    record.save(update_fields=[*changes, "version"])
    if CUSTOM in changes:
        claim(kind_of(type(record)).key, record.pk, record.custom)


def write(record: Contact, changes: Mapping[str, Any]) -> None:
    put(record, changes)
    save(record, changes)


def named(changes: Iterable[str], custom: Sequence[str] = ()) -> list[str]:
    """The names of changed details as facts keep them: `company_id` is the detail `company`; those of `custom` beside."""
    left_out = ("phone_e164", "team_id", "raw", CUSTOM)
    return [*(_LINKS.get(name, name) for name in changes if name not in left_out), *custom]

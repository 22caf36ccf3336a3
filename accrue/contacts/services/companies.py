from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.contacts.details import COMPANY
from accrue.contacts.models import Company
from accrue.contacts.services import importing, writing
from accrue.errors import Invalid
from accrue.events.catalogue import CompanyArchived, CompanyCreated, CompanyEdited, CompanyRestored
from accrue.events.services import record, record_many
from accrue.filters.custom.writing import changed_names, claim, claim_many, merged_values
from accrue.standards import inspecting
from accrue.standards.phones import e164


class CompanyDetails(TypedDict, total=False):
    """What may be said about a company; what is left out stays as it is."""

    name: str
    domain: str
    email: str
    phone: str
    industry: str
    employees: int | str | None
    street: str
    postcode: str
    city: str
    region: str
    country: str
    owner_id: int | None
    custom: dict[str, Any]


class CompanyRow(CompanyDetails, total=False):
    """A company as an import brings one; `created_at` where the company is older than the import."""

    team_id: int | None
    created_at: datetime


@transaction.atomic
def create_company(*, actor: User, **details: Unpack[CompanyDetails]) -> Company:
    """A new company, owned by the actor unless another owner is named. Raises Invalid, Forbidden, Missing."""
    access.require(actor, "create", "company")
    values: dict[str, Any] = {"owner_id": actor.pk} | writing.checked_values(COMPANY, details)
    values = writing.completed(actor, "company", values)
    writing.require_writable(actor, "company", (name for name, value in details.items() if value))
    writing.give_to(actor, values)
    company = Company(**values, created_at=clock.now())
    _require_name(company)
    company.phone_e164 = e164(company.phone, company.country)
    company.custom = merged_values(actor, "company", details.get("custom"))
    writing.require_kept_in_sight(actor, company)
    inspection = inspecting.begin("company")
    company.save(force_insert=True)
    claim("company", company.pk, company.custom)
    inspecting.require(inspection, {company.pk: None})
    record(CompanyCreated(company_id=company.pk, name=company.name), actor=actor)
    return company


@transaction.atomic
def edit_company(*, actor: User, company_id: int, version: int, **details: Unpack[CompanyDetails]) -> Company:
    """Change some details. `version` is the one the actor saw; raises Conflict where it is another by now."""
    company = writing.locked(actor, Company, company_id, "edit")
    writing.require_writable(actor, "company", details)
    values = writing.checked_values(COMPANY, details, company.country)
    writing.require_version(company, version)
    before = company.custom
    if "custom" in details:
        values["custom"] = merged_values(actor, "company", details["custom"], before, record_id=company.pk)
    changes = writing.changes_to(company, values)
    if not changes:
        return company
    writing.give_to(actor, changes)
    writing.put(company, changes)
    _require_name(company)
    writing.require_kept_in_sight(actor, company)
    inspection = inspecting.begin("company", [company.pk])
    writing.save(company, changes)
    names = writing.named(changes, changed_names(before, company.custom))
    inspecting.require(inspection, {company.pk: names})
    record(CompanyEdited(company_id=company.pk, fields=names), actor=actor)
    return company


@transaction.atomic
def archive_company(*, actor: User, company_id: int) -> Company:
    """Put a company away; lists and search leave it out, its people and its timeline stay."""
    company = writing.locked(actor, Company, company_id, "delete")
    if not company.is_archived:
        writing.write(company, {"archived_at": clock.now()})
        record(CompanyArchived(company_id=company.pk), actor=actor)
    return company


@transaction.atomic
def restore_company(*, actor: User, company_id: int) -> Company:
    company = writing.locked(actor, Company, company_id, "delete")
    if company.is_archived:
        writing.write(company, {"archived_at": None})
        record(CompanyRestored(company_id=company.pk), actor=actor)
    return company


@transaction.atomic
def import_companies(*, actor: User, rows: Iterable[CompanyRow]) -> list[Company]:
    """Many at once, in the rows' order; all or none. Raises Invalid naming every faulty row and field."""
    access.require(actor, "create", "company")
    companies = [Company(**value) for value in importing.checked_rows(actor, COMPANY, rows)]
    for number, company in enumerate(companies):
        _require_name(company, at=f"rows[{number}].")
    inspection = inspecting.begin("company")
    Company.objects.bulk_create(companies, batch_size=importing.BATCH)
    claim_many("company", {one.pk: one.custom for one in companies})
    importing.require_rules_kept(inspection, companies)
    record_many(
        (CompanyCreated(company_id=c.pk, name=c.name) for c in companies),
        actor=actor,
        occurred_at=[c.created_at for c in companies],
    )
    return companies


def _require_name(company: Company, at: str = "") -> None:
    if not company.name:
        message = "Give the company's name."
        raise Invalid("contacts.company_without_name", message, fields={f"{at}name": message})

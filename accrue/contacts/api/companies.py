from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.accounts.rest.records import Entries, MergedInto, entries, moved_to, version_of
from accrue.contacts import selectors, services
from accrue.contacts.api.duplicates import refuse_duplicate
from accrue.contacts.api.typed import Seen, put_back
from accrue.contacts.models import Company
from accrue.filters.custom.rest import Custom, CustomOut, with_custom
from accrue.filters.custom.sorting import custom_sorts
from accrue.filters.rest import Filter, filtered

router = Router(tags=["Companies"])
SORTS = {"name": "sort_name", "created": "created_at"}
OPEN = ("name", "owner_id", "team_id", "created_at", "archived_at", "version")
LEVELLED = (
    "domain",
    "email",
    "phone",
    "phone_e164",
    "industry",
    "employees",
    "street",
    "postcode",
    "city",
    "region",
    "country",
)


class CompanyOut(Schema):
    """A company. Details that your role hides are left out. `raw` holds what was typed where the standard form differs."""

    id: int
    name: str
    domain: str = ""
    email: str = ""
    phone: str = ""
    phone_e164: str = ""
    industry: str = ""
    employees: int | None = None
    street: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    owner_id: int | None = None
    team_id: int | None = None
    created_at: datetime
    archived_at: datetime | None
    version: int
    raw: dict[str, str | None] = {}
    custom: CustomOut = {}


class CompanyIn(Body):
    """What may be said about a company. Phones are kept as typed, with `phone_e164` beside them where readable."""

    name: str = ""
    domain: str = ""
    email: str = ""
    phone: str = ""
    industry: str = ""
    employees: int | None = None
    street: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    owner_id: int | None = None
    custom: Custom = {}


class NewCompany(CompanyIn):
    """`allow_duplicate` makes it although one alike is there; `allow_same` is its former name."""

    allow_duplicate: bool = False
    allow_same: bool = False


class CompanyChange(CompanyIn):
    """Only what is sent changes. `version` is the one you saw; instead it may come as If-Match."""

    version: int | None = None


def out(actor: User, company: Company) -> dict[str, Any]:
    hidden = selectors.hidden_details(actor, "company")
    shown = {name: getattr(company, name) for name in (*OPEN, *LEVELLED) if name not in hidden}
    if "owner" in hidden:
        shown.pop("owner_id")
    shown["raw"] = selectors.typed_texts(actor, company)
    return {"id": company.pk, **shown}


def whole(actor: User, company: Company) -> dict[str, Any]:
    return with_custom(actor, "company", [(company, out(actor, company))])[0]


@router.get("", response={200: Page[CompanyOut]}, exclude_unset=True)
def list_companies(
    request: HttpRequest,
    q: Annotated[str, Field(max_length=120, description="Any part of name, website, e-mail or phone.")] = "",
    owner_id: int | None = None,
    archived: bool = False,
    filter: Filter = "",
    sort: Annotated[
        str, Field(description="name, created or custom_<key> of your own; with - before it downwards.")
    ] = "name",
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    actor = actor_of(request)
    access.require(actor, "see", "company")
    found = selectors.companies(actor, query=q, owner_id=owner_id, archived=archived)
    found = filtered(actor, "company", found, filter)
    sorts = SORTS | custom_sorts(actor, "company")
    rows, following = page_of(
        found.defer("search_text", "search_trigrams"),
        sort=sort,
        sorts=sorts,
        cursor=cursor,
        limit=limit,
    )
    items = with_custom(actor, "company", [(company, out(actor, company)) for company in rows])
    return {"items": items, "next": following}


@router.post("", response={201: CompanyOut}, exclude_unset=True)
def create_company(request: HttpRequest, body: NewCompany) -> Status[dict[str, Any]]:
    actor = actor_of(request)
    given = body.dict(exclude_unset=True)
    is_meant = [given.pop(name, False) for name in ("allow_duplicate", "allow_same")]
    if not any(is_meant):
        refuse_duplicate(actor, "company", given)
    company = services.create_company(actor=actor, **given)
    return Status(201, whole(actor, selectors.company(actor, company.pk)))


@router.get("/{int:company_id}", response={200: CompanyOut, 301: MergedInto}, exclude_unset=True)
def get_company(request: HttpRequest, company_id: int, response: HttpResponse) -> Any:
    """One record. An id that was merged into another leads there, by 301."""
    actor = actor_of(request)
    company = selectors.company(actor, company_id)
    if company.pk != company_id:
        return moved_to(request, response, company.pk)
    response["ETag"] = f'"{company.version}"'
    return whole(actor, company)


@router.patch(
    "/{int:company_id}",
    response={200: CompanyOut},
    exclude_unset=True,
)
def edit_company(request: HttpRequest, company_id: int, body: CompanyChange) -> dict[str, Any]:
    actor = actor_of(request)
    access.require(actor, "edit", selectors.company(actor, company_id))
    given = body.dict(exclude_unset=True)
    version = version_of(request, given.pop("version", None))
    services.edit_company(actor=actor, company_id=company_id, version=version, **given)
    return whole(actor, selectors.company(actor, company_id))


@router.post("/{int:company_id}/archive", response={200: CompanyOut}, exclude_unset=True)
def archive_company(request: HttpRequest, company_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    services.archive_company(actor=actor, company_id=company_id)
    return whole(actor, selectors.company(actor, company_id))


@router.post("/{int:company_id}/restore", response={200: CompanyOut}, exclude_unset=True)
def restore_company(request: HttpRequest, company_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    services.restore_company(actor=actor, company_id=company_id)
    return whole(actor, selectors.company(actor, company_id))


@router.get("/{int:company_id}/timeline", response={200: Entries})
def company_timeline(
    request: HttpRequest, company_id: int, group: str = "", older: str | None = None
) -> Entries:
    actor = actor_of(request)
    found = selectors.company(actor, company_id)
    return entries(actor, "company", found.pk, group=group, older=older)


@router.post("/{int:company_id}/typed/{field}", response={200: CompanyOut}, exclude_unset=True)
def put_back_typed(request: HttpRequest, company_id: int, field: str, body: Seen) -> dict[str, Any]:
    """Let a detail say what was typed (see `raw`) instead of its standard form."""
    actor = actor_of(request)
    put_back(request, selectors.company(actor, company_id), field, body)
    return out(actor, selectors.company(actor, company_id))

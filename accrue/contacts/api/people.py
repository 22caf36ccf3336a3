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
from accrue.contacts.models import Person
from accrue.filters.custom.rest import Custom, CustomOut, with_custom
from accrue.filters.custom.sorting import custom_sorts
from accrue.filters.rest import Filter, filtered

router = Router(tags=["People"])
SORTS = {"name": "sort_name", "created": "created_at"}
OPEN = ("given_name", "family_name", "owner_id", "team_id", "created_at", "archived_at", "version")
LEVELLED = (
    "email",
    "phone",
    "phone_e164",
    "job_title",
    "street",
    "postcode",
    "city",
    "region",
    "country",
    "segment",
    "source",
)


class PersonOut(Schema):
    """A person. Details that your role hides are left out. `raw` holds what was typed where the standard form differs."""

    id: int
    given_name: str
    family_name: str
    email: str = ""
    phone: str = ""
    phone_e164: str = ""
    job_title: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    segment: str = ""
    source: str = ""
    company_id: int | None = None
    owner_id: int | None = None
    team_id: int | None = None
    created_at: datetime
    archived_at: datetime | None
    version: int
    raw: dict[str, str | None] = {}
    custom: CustomOut = {}


class PersonIn(Body):
    """What may be said about a person. Phones are kept as typed, with `phone_e164` beside them where readable.

    `full_name` is split into its parts where neither `given_name` nor `family_name` is sent.
    """

    full_name: str = ""

    given_name: str = ""
    family_name: str = ""
    email: str = ""
    phone: str = ""
    job_title: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    segment: str = ""
    source: str = ""
    company_id: int | None = None
    owner_id: int | None = None
    custom: Custom = {}


class NewPerson(PersonIn):
    """`allow_duplicate` makes it although somebody alike is there; `allow_same_email` is its former name."""

    allow_duplicate: bool = False
    allow_same_email: bool = False


class PersonChange(PersonIn):
    """Only what is sent changes. `version` is the one you saw; instead it may come as If-Match."""

    version: int | None = None


def out(actor: User, person: Person) -> dict[str, Any]:
    hidden = selectors.hidden_details(actor, "person")
    shown = {name: getattr(person, name) for name in (*OPEN, *LEVELLED) if name not in hidden}
    if "owner" in hidden:
        shown.pop("owner_id")
    shown["raw"] = selectors.typed_texts(actor, person)
    if "company" not in hidden:
        company = person.company
        may = company is not None and access.access_of(actor).may("company", "see", company)
        shown["company_id"] = person.company_id if may else None
    return {"id": person.pk, **shown}


def whole(actor: User, person: Person) -> dict[str, Any]:
    return with_custom(actor, "person", [(person, out(actor, person))])[0]


@router.get("", response={200: Page[PersonOut]}, exclude_unset=True)
def list_people(
    request: HttpRequest,
    q: Annotated[str, Field(max_length=120, description="Any part of name, e-mail or phone.")] = "",
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
    access.require(actor, "see", "person")
    found = selectors.people(actor, query=q, owner_id=owner_id, archived=archived)
    found = filtered(actor, "person", found, filter)
    sorts = SORTS | custom_sorts(actor, "person")
    rows, following = page_of(
        found.select_related("company").defer("search_text", "search_trigrams"),
        sort=sort,
        sorts=sorts,
        cursor=cursor,
        limit=limit,
    )
    items = with_custom(actor, "person", [(person, out(actor, person)) for person in rows])
    return {"items": items, "next": following}


@router.post("", response={201: PersonOut}, exclude_unset=True)
def create_person(request: HttpRequest, body: NewPerson) -> Status[dict[str, Any]]:
    actor = actor_of(request)
    given = body.dict(exclude_unset=True)
    is_meant = [given.pop(name, False) for name in ("allow_duplicate", "allow_same_email")]
    if not any(is_meant):
        refuse_duplicate(actor, "person", given)
    person = services.create_person(actor=actor, **given)
    return Status(201, whole(actor, selectors.person(actor, person.pk)))


@router.get("/{int:person_id}", response={200: PersonOut, 301: MergedInto}, exclude_unset=True)
def get_person(request: HttpRequest, person_id: int, response: HttpResponse) -> Any:
    """One record. An id that was merged into another leads there, by 301."""
    actor = actor_of(request)
    person = selectors.person(actor, person_id)
    if person.pk != person_id:
        return moved_to(request, response, person.pk)
    response["ETag"] = f'"{person.version}"'
    return whole(actor, person)


@router.patch(
    "/{int:person_id}",
    response={200: PersonOut},
    exclude_unset=True,
)
def edit_person(request: HttpRequest, person_id: int, body: PersonChange) -> dict[str, Any]:
    actor = actor_of(request)
    access.require(actor, "edit", selectors.person(actor, person_id))
    given = body.dict(exclude_unset=True)
    version = version_of(request, given.pop("version", None))
    services.edit_person(actor=actor, person_id=person_id, version=version, **given)
    return whole(actor, selectors.person(actor, person_id))


@router.post("/{int:person_id}/archive", response={200: PersonOut}, exclude_unset=True)
def archive_person(request: HttpRequest, person_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    services.archive_person(actor=actor, person_id=person_id)
    return whole(actor, selectors.person(actor, person_id))


@router.post("/{int:person_id}/restore", response={200: PersonOut}, exclude_unset=True)
def restore_person(request: HttpRequest, person_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    services.restore_person(actor=actor, person_id=person_id)
    return whole(actor, selectors.person(actor, person_id))


@router.get("/{int:person_id}/timeline", response={200: Entries})
def person_timeline(
    request: HttpRequest, person_id: int, group: str = "", older: str | None = None
) -> Entries:
    actor = actor_of(request)
    found = selectors.person(actor, person_id)
    return entries(actor, "person", found.pk, group=group, older=older)


@router.post("/{int:person_id}/typed/{field}", response={200: PersonOut}, exclude_unset=True)
def put_back_typed(request: HttpRequest, person_id: int, field: str, body: Seen) -> dict[str, Any]:
    """Let a detail say what was typed (see `raw`) instead of its standard form."""
    actor = actor_of(request)
    put_back(request, selectors.person(actor, person_id), field, body)
    return out(actor, selectors.person(actor, person_id))

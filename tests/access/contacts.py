"""Who may call what of people, companies and products, and the records this is tried on."""

from __future__ import annotations

from accrue.contacts.models import Company, Person
from accrue.contacts.services import create_company, create_person
from accrue.products.models import Product
from accrue.products.services import create_product
from tests.access.policy import Policy, Values, may
from tests.access.sample import Sample, canary, makes

KIND_OF = {"people": "person", "companies": "company", "products": "product"}
BODY: dict[str, Values] = {
    "person": {"given_name": "New", "email": "new@example.org"},
    "company": {"name": "New company"},
    "product": {"code": "N-1", "name": "New", "price_minor": 100, "currency": "EUR"},
}
FORM: dict[str, Values] = BODY | {
    "product": {"code": "N-1", "name": "New", "price_amount": "1.00", "price_currency": "EUR", "version": 1}
}
CHANGE: dict[str, Values] = {
    "person": {"job_title": "Changed", "version": 1},
    "company": {"city": "Changed", "version": 1},
    "product": {"name": "Changed", "version": 1},
}


@makes("company")
def company(sample: Sample) -> Company:
    made = create_company(
        actor=sample["rep"],
        name=canary("company", "name"),
        domain="canary-company-domain-7f3a.example",
        email="canary-company-email-7f3a@example.org",
        phone="canary-company-phone-7f3a 123",
        industry=canary("company", "industry"),
        city=canary("company", "city"),
    )
    return _typed(made, "name", "city", "industry")


@makes("person")
def person(sample: Sample) -> Person:
    made = create_person(
        actor=sample["rep"],
        given_name=canary("person", "given_name"),
        family_name=canary("person", "family_name"),
        email="canary-person-email-7f3a@example.org",
        phone="canary-person-phone-7f3a 123",
        job_title=canary("person", "job_title"),
        segment=canary("person", "segment"),
        source=canary("person", "source"),
        company_id=sample.id("company"),
    )
    return _typed(made, "family_name", "email", "job_title")


def _typed[M: Company | Person](record: M, *names: str) -> M:
    """As if these had been typed another way."""
    record.raw = {name: getattr(record, name) for name in names}
    record.save(update_fields=["raw"])
    return record


@makes("product")
def product(sample: Sample) -> Product:
    return create_product(
        actor=sample["administrator"],
        code=canary("product", "code"),
        name=canary("product", "name"),
        price_minor=100,
        currency="EUR",
    )


def _of(kind: str, action: str, data: Values | None = None, **args: object) -> Policy:
    return may(action, kind, on=kind, args={f"{kind}_id": f"@{kind}", **args}, data=data)


def _pages(plural: str, kind: str) -> dict[str, dict[str, Policy]]:
    one = f"{plural}/<int:{kind}_id>/"
    return {
        f"{plural}/": {"GET": may("see", kind)},
        f"{plural}/new/": {"GET": may("create", kind), "POST": may("create", kind, data=FORM[kind])},
        one: {"GET": _of(kind, "see")},
        f"{one}timeline/": {"GET": _of(kind, "see")},
        f"{one}archive/": {"POST": _of(kind, "delete")},
        f"{one}restore/": {"POST": _of(kind, "delete")},
    }


def _operations(plural: str, kind: str) -> dict[str, dict[str, Policy]]:
    one = f"api/v1/{plural}/<int:{kind}_id>"
    return {
        f"api/v1/{plural}": {"GET": may("see", kind), "POST": may("create", kind, data=BODY[kind])},
        one: {"GET": _of(kind, "see"), "PATCH": _of(kind, "edit", CHANGE[kind])},
        f"{one}/archive": {"POST": _of(kind, "delete")},
        f"{one}/restore": {"POST": _of(kind, "delete")},
        f"{one}/timeline": {"GET": _of(kind, "see")},
    }


def _details(plural: str, kind: str) -> dict[str, dict[str, Policy]]:
    policy = _of(kind, "edit", {"phone": "+49 40 1234"}, name="phone", version=1)
    typed = "name" if kind == "company" else "family_name"
    back = _of(kind, "edit", {"version": 1}, field=typed)
    return {
        f"{plural}/<int:{kind}_id>/typed/<slug:name>/<int:version>/": {
            "POST": _of(kind, "edit", {}, name=typed, version=1)
        },
        f"api/v1/{plural}/<int:{kind}_id>/typed/<field>": {"POST": back},
        f"{plural}/<int:{kind}_id>/details/<slug:name>/<int:version>/": {"GET": policy, "POST": policy},
    }


CONTACTS: dict[str, dict[str, Policy]] = {
    route: by
    for plural, kind in KIND_OF.items()
    for part in (_pages, _operations)
    for route, by in part(plural, kind).items()
} | {
    **_details("people", "person"),
    **_details("companies", "company"),
    "people/alike/": {"POST": may("create", "person", data=FORM["person"])},
    "companies/alike/": {"POST": may("create", "company", data=FORM["company"])},
    "companies/choices/": {"GET": may("see", "company", query={"company": "can"})},
    "companies/<int:company_id>/people/": {"GET": _of("company", "see")},
    "products/<int:product_id>/edit/": {
        "GET": _of("product", "edit"),
        "POST": _of("product", "edit", FORM["product"]),
    },
}

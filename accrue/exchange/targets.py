"""Where a column may go: what each kind of record takes from a file."""

from __future__ import annotations

from dataclasses import dataclass

from accrue.accounts import access
from accrue.accounts.kinds import Level
from accrue.accounts.models import User
from accrue.filters.custom.definitions import definitions
from accrue.filters.custom.importing import writable_fields
from accrue.privacy.purposes import PURPOSES

TEXT, EMAIL, PHONE, DAY, MONEY, NUMBER, COUNTRY, LINK, YESNO = (
    "text", "email", "phone", "day", "money", "number", "country", "link", "yesno",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """`field` is the field whose level decides who may write it; empty where it has none. `makes`: only for whoever may
    create records of that kind."""

    key: str
    label: str
    type: str = TEXT
    field: str = ""
    group: str = ""
    makes: str = ""


OWN = "Your own fields"
EXTERNAL_ID = Target("external_id", "Its id in the other system")
NUMBER_HERE = Target("accrue_id", "Accrue number", NUMBER)
OWNER = Target("owner", "Owner (e-mail or name)", LINK, "owner")
ADDED = Target("created_at", "Added on", DAY)
ADDRESS = (
    Target("street", "Street", TEXT, "street"),
    Target("postcode", "Postcode", TEXT, "postcode"),
    Target("city", "City", TEXT, "city"),
    Target("region", "Region", TEXT, "region"),
    Target("country", "Country", COUNTRY, "country"),
)
CONSENTS = (
    *(
        Target(f"consent_{key}", f"Consent: {one.label}", YESNO, "", "Consents")
        for key, one in PURPOSES.items()
    ),
    Target("consent_at", "Consent given, or refused, on", DAY, "", "Consents"),
    Target("consent_evidence", "Consent: what was said or ticked", TEXT, "", "Consents"),
)
PERSON = (
    Target("given_name", "Given name"),
    Target("family_name", "Family name"),
    Target("full_name", "Full name, split into parts"),
    Target("email", "E-mail", EMAIL, "email"),
    Target("phone", "Phone", PHONE, "phone"),
    Target("job_title", "Job title", TEXT, "job_title"),
    *ADDRESS,
    Target("segment", "Segment", TEXT, "segment"),
    Target("source", "Source", TEXT, "source"),
    Target("company", "Company, by name", LINK, "company", "Company"),
    Target("company_domain", "Company, by website", LINK, "company", "Company"),
    Target("company_external_id", "Company, by its id in the other system", LINK, "company", "Company"),
    OWNER,
    ADDED,
    EXTERNAL_ID,
    NUMBER_HERE,
    *CONSENTS,
)
COMPANY = (
    Target("name", "Name"),
    Target("domain", "Website", TEXT, "domain"),
    Target("email", "E-mail", EMAIL, "email"),
    Target("phone", "Phone", PHONE, "phone"),
    Target("industry", "Industry", TEXT, "industry"),
    Target("employees", "Employees", NUMBER, "employees"),
    *ADDRESS,
    OWNER,
    ADDED,
    EXTERNAL_ID,
    NUMBER_HERE,
)
PRODUCT = (
    Target("name", "Name"),
    Target("code", "Code"),
    Target("price", "Price", MONEY, "price_minor"),
    Target("cost", "Unit cost", MONEY, "cost_minor"),
    Target("currency", "Currency"),
    EXTERNAL_ID,
    NUMBER_HERE,
)
DEAL = (
    Target("name", "Name"),
    Target("amount", "Value", MONEY, "amount"),
    Target("currency", "Currency", TEXT, "amount"),
    Target("stage", "Stage", LINK),
    Target("opened_on", "Opened on (engaged)", DAY),
    Target("closed_on", "Closed on (won or lost)", DAY),
    Target("expected_close", "Expected close", DAY, "expected_close"),
    Target("company", "Company, by name", LINK, "company", "Relations"),
    Target("company_domain", "Company, by website", LINK, "company", "Relations"),
    Target("company_external_id", "Company, by its id in the other system", LINK, "company", "Relations"),
    Target("person_email", "Person, by e-mail", LINK, "person", "Relations"),
    Target("person_external_id", "Person, by its id in the other system", LINK, "person", "Relations"),
    Target("product", "Product, by code or name", LINK, "", "Relations"),
    OWNER,
    Target("source", "Source", TEXT, "source"),
    Target("lost_reason", "Why it was lost"),
    EXTERNAL_ID,
    NUMBER_HERE,
)
ORDER = (
    Target("number", "Order number"),
    Target("ordered_at", "Ordered on", DAY),
    Target("status", "State"),
    Target("cancelled_at", "Cancelled on", DAY),
    Target("currency", "Currency", TEXT, "amount"),
    OWNER,
    Target("source", "Source"),
    NUMBER_HERE,
    Target("person_email", "Customer's e-mail", LINK, "person", "Who bought"),
    Target("person", "Customer's name (a person)", LINK, "person", "Who bought"),
    Target("person_external_id", "Person, by the id in the other system", LINK, "person", "Who bought"),
    Target("company", "Company, by name", LINK, "company", "Who bought"),
    Target("company_domain", "Company, by website", LINK, "company", "Who bought"),
    Target("company_external_id", "Company, by its id in the other system", LINK, "company", "Who bought"),
    Target("product_code", "Product code (SKU)", LINK, "", "Each line"),
    Target("product", "Product name", LINK, "", "Each line"),
    Target("quantity", "Quantity", NUMBER, "amount", "Each line"),
    Target("unit_price", "Price for one", MONEY, "amount", "Each line"),
    Target("line_discount", "Discount of the line (amount or %)", MONEY, "amount", "Each line"),
    Target("line_amount", "Amount of the line", MONEY, "amount", "Each line"),
    Target("line_tax", "Tax of the line", MONEY, "amount", "Each line"),
    Target("unit_cost", "Cost of one", MONEY, "margin", "Each line"),
    Target("line_cost", "Cost of the line", MONEY, "margin", "Each line"),
    Target("total", "Total with tax", MONEY, "amount", "Whole order"),
    Target("total_net", "Total without tax", MONEY, "amount", "Whole order"),
    Target("tax", "Tax of the order", MONEY, "amount", "Whole order"),
    Target("shipping", "Shipping", MONEY, "amount", "Whole order"),
    Target("discount", "Discount of the order (amount or %)", MONEY, "amount", "Whole order"),
    Target("refunded", "Refunded so far, with tax", MONEY, "amount", "Whole order", makes="payment"),
    Target("refunded_at", "Refunded on", DAY, "", "Whole order", makes="payment"),
)
KINDS: dict[str, tuple[str, tuple[Target, ...]]] = {
    "person": ("People", PERSON),
    "company": ("Companies", COMPANY),
    "deal": ("Deals", DEAL),
    "order": ("Orders", ORDER),
    "product": ("Products", PRODUCT),
}
KEYS: dict[str, tuple[str, ...]] = {
    "person": ("email", "phone", "external_id", "full_name", "accrue_id"),
    "company": ("domain", "name", "email", "phone", "external_id", "accrue_id"),
    "deal": ("external_id", "accrue_id"),
    "order": ("number", "accrue_id"),
    "product": ("code", "name", "external_id", "accrue_id"),
}
"""By what a row finds the record it is about, the likeliest first."""


def label_of(kind: str, key: str) -> str:
    """What a target is called; its key where it is (no longer) known."""
    own = {f"custom_{one.key}": one.label for one in definitions(kind).values()}
    return {target.key: target.label for target in KINDS[kind][1]}.get(key) or own.get(key, key)


def targets_for(actor: User, kind: str) -> list[Target]:
    """Everything a column may go to of what this person may write; fields that the company made itself last."""
    allowed = access.access_of(actor)
    own = [Target(one.name, one.label, one.type, one.name, OWN) for one in writable_fields(actor, kind)]
    ready = [
        one
        for one in KINDS[kind][1]
        if (not one.field or allowed.level(kind, one.field) is Level.WRITE)
        and (not one.makes or allowed.may(one.makes, "create"))
    ]
    return ready + own

"""The verbs of products."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models.functions import Lower

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import Action, Level
from accrue.accounts.models import User
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.catalogue import ProductArchived, ProductCreated, ProductEdited, ProductRestored
from accrue.events.services import record, record_many
from accrue.filters.custom.many import change_custom
from accrue.filters.custom.writing import (
    Given,
    changed_names,
    claim,
    claim_many,
    merged_many,
    merged_values,
)
from accrue.filters.editing import Changed, Outcome
from accrue.filters.putting_away import GONE, moved_by, put_away
from accrue.money.currencies import is_currency
from accrue.products.models import Product
from accrue.standards import inspecting
from accrue.standards.text import checked_line

MOST_MINOR = 10**15
BATCH = 500


class ProductDetails(TypedDict, total=False):
    """What may be said about a product; prices are net, in minor units of `currency`, for one unit."""

    code: str
    name: str
    price_minor: int
    cost_minor: int | None
    currency: str
    custom: dict[str, Any]


class ProductRow(ProductDetails, total=False):
    """A product as an import brings one; `created_at` where it is older than the import."""

    created_at: datetime


@transaction.atomic
def create_product(*, actor: User, **details: Unpack[ProductDetails]) -> Product:
    """Something new that is sold. Raises Invalid, Forbidden, and Conflict where the code is taken."""
    access.require(actor, "create", "product")
    _require_writable(actor, (name for name, value in details.items() if value))
    values = _checked_whole(details)
    values["custom"] = merged_values(actor, "product", details.get("custom"))
    product = Product(**values, created_at=clock.now())
    _require_free_code(product)
    inspection = inspecting.begin("product")
    product.save(force_insert=True)
    claim("product", product.pk, product.custom)
    inspecting.require(inspection, {product.pk: None})
    record(ProductCreated(product_id=product.pk, code=product.code, name=product.name), actor=actor)
    return product


@transaction.atomic
def edit_product(*, actor: User, product_id: int, version: int, **details: Unpack[ProductDetails]) -> Product:
    """Change some details. What was sold before keeps the price it was sold at."""
    product = _locked(actor, product_id, "edit")
    _require_writable(actor, details)
    if product.version != version:
        raise Conflict(
            "products.changed_meanwhile",
            "Somebody changed this product meanwhile. Look at it again and repeat your change.",
        )
    values, before = _checked(details), product.custom
    if "custom" in details:
        values["custom"] = merged_values(actor, "product", details["custom"], before, record_id=product.pk)
    changes = {name: value for name, value in values.items() if getattr(product, name) != value}
    if changes:
        inspection = inspecting.begin("product", [product.pk])
        _write(product, changes)
        names = [name for name in changes if name != "custom"]
        names += changed_names(before, product.custom)
        said = [name.removesuffix("_minor") for name in names]
        inspecting.require(inspection, {product.pk: said})
        record(ProductEdited(product_id=product.pk, fields=names), actor=actor)
    return product


@transaction.atomic
def archive_product(*, actor: User, product_id: int) -> Product:
    """Stop selling it; orders and deals that hold it keep it."""
    product = _locked(actor, product_id, "delete")
    if not product.is_archived:
        _write(product, {"archived_at": clock.now()})
        record(ProductArchived(product_id=product.pk), actor=actor)
    return product


@transaction.atomic
def restore_product(*, actor: User, product_id: int) -> Product:
    product = _locked(actor, product_id, "delete")
    if product.is_archived:
        _write(product, {"archived_at": None})
        record(ProductRestored(product_id=product.pk), actor=actor)
    return product


@transaction.atomic
def import_products(*, actor: User, rows: Iterable[ProductRow]) -> list[Product]:
    """Many at once, in the rows' order; all or none. Raises Invalid naming the row at fault."""
    access.require(actor, "create", "product")
    now, given = clock.now(), list(rows)
    customs = merged_many(actor, "product", [Given(row.get("custom") or {}) for row in given])
    products = [
        Product(**_row(number, row, customs[number]), created_at=row.get("created_at") or now)
        for number, row in enumerate(given)
    ]
    inspection = inspecting.begin("product")
    Product.objects.bulk_create(products, batch_size=2_000)
    claim_many("product", {product.pk: product.custom for product in products})
    inspecting.require_rows(inspection, [product.pk for product in products])
    record_many(
        (ProductCreated(product_id=p.pk, code=p.code, name=p.name) for p in products),
        actor=actor,
        occurred_at=[p.created_at for p in products],
    )
    return products


@transaction.atomic
def edit_products(*, actor: User, changes: Mapping[int, Mapping[str, Any]]) -> dict[int, Outcome]:
    """As `edit_product`, for many by id, with a few queries; for each what was replaced, or why it was not.

    Raises Forbidden for a field the actor may not write.
    """
    _require_writable(actor, {name for values in changes.values() for name in values})
    found: dict[int, Outcome] = {}
    names: dict[int, list[str]] = {}

    def write(ids: Collection[int]) -> Mapping[int, Collection[str]]:
        nonlocal found, names
        found, names = _edit_many(actor, {pk: changes[pk] for pk in ids})
        return {pk: [name.removesuffix("_minor") for name in said] for pk, said in names.items()}

    refused = inspecting.written_within_rules("product", list(changes), write)
    record_many((ProductEdited(product_id=pk, fields=said) for pk, said in names.items()), actor=actor)
    return found | refused


def _edit_many(
    actor: User, changes: Mapping[int, Mapping[str, Any]]
) -> tuple[dict[int, Outcome], dict[int, list[str]]]:
    """What became of each product, and the names of what changed."""
    wanted = Product.objects.filter(pk__in=changes)
    products = list(wanted.order_by("pk").select_for_update(no_key=True, of=("self",)))
    editable = set(access.visible(actor, wanted, Action.EDIT).values_list("pk", flat=True))
    given = [Given(changes[one.pk].get("custom") or {}, one.custom, one.pk) for one in products]
    holders = _holders(values["code"] for values in changes.values() if values.get("code"))
    found: dict[int, Outcome] = dict.fromkeys(changes, GONE)
    names: dict[int, list[str]] = {}
    written: list[tuple[Product, set[str]]] = []
    for product, (custom, faults) in zip(products, merged_many(actor, "product", given), strict=True):
        values, wrong = _values_of(changes[product.pk], custom)
        new = {name: value for name, value in values.items() if getattr(product, name) != value}
        if product.pk not in editable:
            found[product.pk] = "You may not change this record."
        elif faults or wrong:
            found[product.pk] = inspecting.Refused.because(faults | wrong)
        elif holders.get(str(new.get("code", "")).lower(), product.pk) != product.pk:
            found[product.pk] = f"There is a product with the code {new['code']} already."
        else:
            found[product.pk] = Changed(
                {name: getattr(product, name) for name in new}, product.version + bool(new)
            )
            if new:
                names[product.pk] = _named(product.custom, new)
                written.append((_put(product, new), set(new)))
    _write_many(written)
    return found, names


def _values_of(values: Mapping[str, Any], custom: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """(regular values, what is wrong by field)."""
    try:
        regular = _checked({name: value for name, value in values.items() if name != "custom"})
    except Invalid as error:
        return {}, error.fields
    return regular | ({"custom": custom} if "custom" in values else {}), {}


def _holders(codes: Iterable[str]) -> dict[str, int]:
    """Product by lower-case code."""
    wanted = {str(code).strip().lower() for code in codes}
    if not wanted:
        return {}
    rows = Product.objects.alias(low=Lower("code")).filter(low__in=wanted)
    return {code.lower(): pk for code, pk in rows.values_list("code", "pk")}


def _named(before: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return [name for name in new if name != "custom"] + changed_names(before, new.get("custom", before))


def _put(product: Product, new: Mapping[str, Any]) -> Product:
    for name, value in new.items():
        setattr(product, name, value)
    product.version += 1
    return product


def _write_many(written: Sequence[tuple[Product, set[str]]]) -> None:
    names = {name for _, new in written for name in new}
    if names:
        rows = [product for product, _ in written]
        Product.objects.bulk_update(rows, [*sorted(names), "version"], batch_size=BATCH)
        claim_many("product", {product.pk: product.custom for product, new in written if "custom" in new})


@transaction.atomic
def change_products(*, actor: User, changes: Mapping[int, Mapping[str, Any]]) -> dict[int, Outcome]:
    """Change custom fields of many (`{"custom": {key: value}}` by id); for each what became of it."""
    found: dict[int, Outcome] = {}
    names: dict[int, list[str]] = {}

    def write(ids: Collection[int]) -> Mapping[int, Collection[str]]:
        nonlocal found, names
        given = {pk: changes[pk].get("custom") or {} for pk in ids}
        found, names = change_custom(actor, "product", Product.objects.all(), given)
        return names

    refused = inspecting.written_within_rules("product", list(changes), write)
    record_many((ProductEdited(product_id=pk, fields=said) for pk, said in names.items()), actor=actor)
    return found | refused


@transaction.atomic
def put_away_products(*, actor: User, ids: Sequence[int], archived: bool) -> dict[int, Outcome]:
    """Archive or restore many; for each what became of it."""
    found = put_away(actor, Product.objects.all(), ids, archived=archived)
    fact = ProductArchived if archived else ProductRestored
    record_many((fact(product_id=pk) for pk in moved_by(found)), actor=actor)
    return found


def _row(
    number: int, row: Mapping[str, Any], custom: tuple[dict[str, Any], dict[str, str]]
) -> dict[str, Any]:
    values, faults = custom
    try:
        if faults:
            raise Invalid("products.invalid_details", " ".join(faults.values()), fields=faults)
        left_out = ("created_at", "custom")
        checked = _checked_whole({name: value for name, value in row.items() if name not in left_out})
        return checked | {"custom": values}
    except Invalid as error:
        fields = {f"rows[{number}].{name}": message for name, message in error.fields.items()}
        raise Invalid(error.code, f"Row {number + 1}: {error.message}", fields=fields) from None


def _checked_whole(details: Mapping[str, Any]) -> dict[str, Any]:
    empty: dict[str, Any] = {"code": "", "name": "", "price_minor": None, "currency": ""}
    return _checked(empty | dict(details))


def _checked(details: Mapping[str, Any]) -> dict[str, Any]:
    """The regular values of what was given. Raises Invalid with every fault, by field."""
    values, errors = dict(details), dict[str, str]()
    for name, longest in (("code", 60), ("name", 200)):
        if name in values:
            try:
                values[name] = checked_line(str(values[name]), longest)
            except ValueError as error:
                errors[name] = str(error)
            if not values[name]:
                errors[name] = f"Give the product a {name}."
    if "currency" in values:
        values["currency"] = str(values["currency"]).strip().upper()
        if not is_currency(values["currency"]):
            errors["currency"] = "This is no currency. Use a three-letter code such as EUR."
    for name in ("price_minor", "cost_minor"):
        if name in values and (message := _amount_fault(values[name], may_be_empty=name == "cost_minor")):
            errors[name] = message
    if errors:
        raise Invalid("products.invalid_details", " ".join(errors.values()), fields=errors)
    return values


def _amount_fault(minor: Any, *, may_be_empty: bool) -> str:
    if minor is None:
        return "" if may_be_empty else "Give a price; 0 where it costs nothing."
    return "" if 0 <= minor <= MOST_MINOR else "Write an amount between 0 and ten billion."


def _require_writable(actor: User, names: Iterable[str]) -> None:
    allowed = access.access_of(actor)
    for name in names:
        if name != "custom" and allowed.level("product", name) is not Level.WRITE:
            raise Forbidden("products.field_read_only", f"You may not change {name.replace('_', ' ')}.")


def _require_free_code(product: Product) -> None:
    if Product.objects.filter(code__iexact=product.code).exclude(pk=product.pk).exists():
        message = f"There is a product with the code {product.code} already."
        raise Invalid("products.code_taken", message, fields={"code": message})


def _locked(actor: User, product_id: int, action: str) -> Product:
    product = Product.objects.select_for_update().filter(pk=product_id).first()
    if product is None:
        raise Missing
    access.require(actor, action, product)
    return product


def _write(product: Product, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(product, name, value)
    if "code" in changes:
        _require_free_code(product)
    product.version += 1
    product.save(update_fields=[*changes, "version"])
    if "custom" in changes:
        claim("product", product.pk, product.custom)

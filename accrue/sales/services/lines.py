"""The products of a deal; its value follows them unless somebody sets it by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Conflict, Invalid, Missing
from accrue.events.catalogue import DealEdited
from accrue.events.services import record
from accrue.money import Money
from accrue.money.selectors import convert
from accrue.sales.models import Deal, DealLine
from accrue.sales.services.checks import LARGEST, check_fields, locked_deal, must_be_open
from accrue.sales.services.deals import save_version

if TYPE_CHECKING:
    from accrue.products.models import Product


@transaction.atomic
def add_line(
    *,
    actor: User,
    deal_id: int,
    product_id: int | None = None,
    name: str = "",
    quantity: Decimal = Decimal(1),
    unit_price_minor: int | None = None,
    version: int | None = None,
) -> DealLine:
    """Add a product, or a line with a name of its own. Without a price the product's stands, at today's rate."""
    deal = _writable(actor, deal_id, version)
    product = _product(actor, product_id)
    if product:
        name = name.strip() or product.name
        price = _price(product, deal.currency) if unit_price_minor is None else unit_price_minor
    else:
        name, price = name.strip(), unit_price_minor if unit_price_minor is not None else -1
    _check(name, quantity, price)
    position = deal.lines.count()
    line = DealLine.objects.create(
        deal=deal, product=product, name=name, quantity=quantity, unit_price_minor=price, position=position
    )
    if position == 0:
        deal.follows_lines = True
    _changed(deal, actor)
    return line


@transaction.atomic
def remove_line(*, actor: User, deal_id: int, line_id: int, version: int | None = None) -> Deal:
    deal = _writable(actor, deal_id, version)
    if not deal.lines.filter(pk=line_id).delete()[0]:
        raise Missing
    if not deal.lines.exists():
        deal.follows_lines = False
    _changed(deal, actor)
    return deal


@transaction.atomic
def follow_lines(*, actor: User, deal_id: int, version: int | None = None) -> Deal:
    """Let the value be the sum of the products again."""
    deal = _writable(actor, deal_id, version)
    if not deal.lines.exists():
        raise Conflict("sales.no_lines", "There are no products to follow. Add one first.")
    deal.follows_lines = True
    _changed(deal, actor)
    return deal


def _writable(actor: User, deal_id: int, version: int | None) -> Deal:
    deal = locked_deal(actor, deal_id, version=version)
    check_fields(actor, {"amount_minor": deal.amount_minor})
    must_be_open(deal)
    return deal


def _changed(deal: Deal, actor: User) -> None:
    if deal.follows_lines:
        deal.amount_minor = sum(line.amount.minor for line in deal.lines.select_related("deal"))
        if deal.amount_minor >= LARGEST:
            raise Invalid("sales.too_large", "Together the products are worth more than a deal can be.")
    save_version(deal)
    record(DealEdited(deal_id=deal.pk, fields=["products"]), actor=actor)


def _product(actor: User, product_id: int | None) -> Product | None:
    if product_id is None:
        return None
    model: Any = DealLine._meta.get_field("product").related_model
    product: Product | None = (
        access.visible(actor, model.objects.filter(archived_at__isnull=True)).filter(pk=product_id).first()
    )
    if product is None:
        raise Missing
    return product


def _price(product: Product, currency: str) -> int:
    return convert(Money(product.price_minor, product.currency), currency, clock.today()).minor


def _check(name: str, quantity: Decimal, price: int) -> None:
    wrong: dict[str, str] = {}
    if not name:
        wrong["name"] = "Choose a product, or name what is sold."
    if not 0 < quantity < 10**9 or quantity != quantity.quantize(Decimal("0.001")):
        wrong["quantity"] = "A quantity is above zero, with at most three decimals."
    if not 0 <= price < LARGEST:
        wrong["unit_price"] = "Give a price of nothing or more."
    if wrong:
        raise Invalid("sales.invalid_line", " ".join(wrong.values()), fields=wrong)

"""The list of products: its columns."""

from __future__ import annotations

from accrue.filters.lists import ListColumn, ListOf, register_list
from accrue.money.format import format_money
from accrue.products.models import Product
from accrue.ui.paging import Sort
from accrue.ui.said import day, text
from accrue.ui.templatetags.ui import icon


def _name(product: Product) -> str:
    return f'<a class="row-link" data-step href="/products/{product.pk}/">{text(product.name)}</a>'


def _cost(product: Product) -> str:
    return format_money(product.cost) if product.cost is not None else ""


PRODUCTS = register_list(
    ListOf(
        "product",
        "All products",
        {"table": "products:products"},
        (
            ListColumn("name", "Name", _name, Sort("name", "sort_name"), loads=("name",), is_tight=False),
            ListColumn("code", "Code", lambda p: text(p.code), Sort("code", "code"), loads=("code",)),
            ListColumn(
                "price", "Price", lambda p: format_money(p.price), Sort("price", "price_minor"), "price_minor",
                ("price_minor", "currency"), is_number=True, starts_down=True,
            ),
            ListColumn(
                "cost", "Unit cost", _cost, Sort("cost", "cost_minor", nullable=True), "cost_minor",
                ("cost_minor", "currency"), is_number=True, starts_down=True,
            ),
            ListColumn(
                "created", "Added", lambda p: day(p.created_at), Sort("created", "created_at"),
                loads=("created_at",), starts_down=True,
            ),
        ),
        ("name", "code", "price", "cost", "created"),
        "name",
        ("product", "products"),
    )
)  # fmt: skip


def restore_button(product: Product) -> str:
    """The way back of an archived product, at the end of its row."""
    return (
        f'<button type="button" class="btn btn-plain btn-sm" aria-label="Restore {text(product.name)}" '
        f'hx-post="/products/{product.pk}/restore/" hx-vals=\'{{"from":"list"}}\' hx-swap="none">'
        f"{icon('archive-restore')}Restore</button>"
    )

"""What the list of products can be narrowed by."""

from __future__ import annotations

from accrue.filters.fields import FilterField, Type, register

register(
    FilterField("product", "name", "Name", Type.TEXT, "name"),
    FilterField("product", "code", "Code", Type.TEXT, "code"),
    FilterField("product", "price", "Price", Type.MONEY, "price_minor", "price_minor", currency="currency"),
    FilterField("product", "cost", "Unit cost", Type.MONEY, "cost_minor", "cost_minor", currency="currency"),
    FilterField("product", "created", "Added", Type.DATE, "created_at"),
)

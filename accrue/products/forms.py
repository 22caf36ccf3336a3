from __future__ import annotations

from collections.abc import Container
from typing import Any

from django import forms

from accrue.accounts.models import User
from accrue.errors import AccrueError, Invalid
from accrue.filters.custom.inputs import custom_of, inputs
from accrue.filters.custom.layouts import arranged
from accrue.money.amount import Money
from accrue.money.currencies import choices
from accrue.products.models import Product
from accrue.ui.fields import MoneyField, without_thousands_marks

LONGEST_TYPED = 400


CALLED = {"price": "price_minor", "cost": "cost_minor"}


class ProductForm(forms.Form):
    """A product as people type it. `writable` are the details that this person may write."""

    code = forms.CharField(max_length=LONGEST_TYPED, required=False, help_text="As on your invoices.")
    name = forms.CharField(max_length=LONGEST_TYPED, required=False)
    price = MoneyField(
        currencies=[code for code, _ in choices()],
        error_messages={"required": "Give a price; 0 where it costs nothing."},
        help_text="Net of tax, for one.",
    )
    cost = forms.CharField(
        label="Unit cost",
        max_length=30,
        required=False,
        help_text="What one costs you, in the same currency; it gives the margin.",
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, writable: Container[str], *args: Any, actor: User | None = None, **options: Any
    ) -> None:
        """With an `actor` it asks for the product's custom fields, too: the form of a new one."""
        super().__init__(*args, **options)
        if actor is not None:
            self.fields |= inputs(actor, "product")
        for field, name in (("price", "price_minor"), ("cost", "cost_minor")):
            if name not in writable:
                del self.fields[field]
        if actor is not None:
            self.fields = arranged(actor, "product", self.fields, called=CALLED)

    def values(self) -> dict[str, Any]:
        """What the services take. Raises Invalid where the unit cost is no amount."""
        found = {"code": self.cleaned_data["code"], "name": self.cleaned_data["name"]}
        price: Money | None = self.cleaned_data.get("price")
        if price:
            found |= {"price_minor": price.minor, "currency": price.currency}
        elif "price" in self.fields:
            found |= {"price_minor": None}
        if "cost" in self.fields and price:
            found["cost_minor"] = _minor(self.cleaned_data["cost"], price.currency)
        if custom := custom_of(self.cleaned_data):
            found["custom"] = custom
        return found


def _minor(typed: str, currency: str) -> int | None:
    plain = without_thousands_marks(typed.strip().replace("−", "-"))
    try:
        return Money.of(plain, currency).minor if plain else None
    except Invalid as error:
        raise Invalid(error.code, error.message, fields={"cost": error.message}) from None


def stored(product: Product) -> dict[str, Any]:
    """What the form shows of a product that is there."""
    cost = product.cost
    return {
        "code": product.code,
        "name": product.name,
        "price": product.price,
        "cost": "" if cost is None else str(cost.major),
        "version": product.version,
    }


def posted(product: Product, writable: Container[str]) -> dict[str, str]:
    """The same as a browser would send it: what Undo sends back."""
    values = stored(product)
    sent = {name: str(values[name]) for name in ("code", "name", "version")}
    if "price_minor" in writable:
        sent |= {"price_amount": str(product.price.major), "price_currency": product.currency}
    if "cost_minor" in writable:
        sent["cost"] = values["cost"]
    return sent


def refuse(form: forms.Form, error: AccrueError) -> None:
    """Put what a service refused beside the field it is about."""
    for name, message in error.fields.items():
        field = {"price_minor": "price", "currency": "price", "cost_minor": "cost"}.get(name, name)
        form.add_error(field if field in form.fields else None, message)
    if not error.fields:
        form.add_error(None, error.message)

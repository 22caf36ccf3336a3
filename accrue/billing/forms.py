"""What people type about orders, invoices and rates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from accrue.billing.models import Invoice
from accrue.errors import AccrueError
from accrue.money.currencies import choices
from accrue.ui.fields import DateField, MoneyField

LARGEST_FILE = 2 * 1024 * 1024


class PaymentForm(forms.Form):
    """Money that came in for an invoice."""

    received_at = DateField(label="Received on")
    reference = forms.CharField(
        label="Reference", required=False, max_length=120, help_text="What the bank statement says."
    )

    def __init__(self, invoice: Invoice, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        amount = MoneyField(label="Amount", currencies=[invoice.currency], smallest=Decimal(0))
        self.fields = {"amount": amount, **self.fields}


THEN = (
    ("owed", "It is owed again: the invoice can be paid anew"),
    ("credited", "It is taken off: a credit note lowers the invoice and what was sold"),
    ("cancelled", "The order is cancelled: all that came in is given back"),
)


class RefundForm(forms.Form):
    """Money that is given back for an invoice."""

    refunded_at = DateField(label="Refunded on")
    reason = forms.CharField(label="Why is it given back?", max_length=120)
    then = forms.ChoiceField(
        label="What becomes of what is given back?",
        choices=THEN,
        initial="owed",
        widget=forms.RadioSelect,
    )

    def __init__(self, invoice: Invoice, *args: Any, may_cancel: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        amount = MoneyField(label="Amount", currencies=[invoice.currency], smallest=Decimal(0))
        self.fields = {"amount": amount, **self.fields}
        if not may_cancel:
            del self.fields["then"]


class CancelForm(forms.Form):
    reason = forms.CharField(label="Why is it cancelled?", max_length=200)


class RateForm(forms.Form):
    currency = forms.ChoiceField(label="Currency")
    day = DateField(label="From day on")
    rate = forms.DecimalField(
        label="Worth of one", max_digits=20, decimal_places=10, min_value=Decimal("0.0000000001")
    )

    def __init__(self, base: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["currency"].choices = [(code, name) for code, name in choices() if code != base]  # type: ignore[attr-defined]  # a choice field has them
        self.fields["rate"].help_text = f"How many {base} one unit is worth, such as 0.9231."


class RatesFileForm(forms.Form):
    file = forms.FileField(
        label="CSV file", help_text="Columns: currency, day (2026-11-21), rate. All rows or none are taken."
    )

    def clean_file(self) -> str:
        """The text of the file."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("The file is larger than 2 MB. Split it.")
        try:
            text: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is no text in UTF-8. Save it as CSV (UTF-8).") from None
        return text


class BaseForm(forms.Form):
    base = forms.ChoiceField(
        label="Base currency", help_text="Totals over several currencies are drawn in it."
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["base"].choices = choices()  # type: ignore[attr-defined]  # a choice field has them


def refuse(form: forms.Form, error: AccrueError) -> None:
    """Put what a service refused beside the field it is about."""
    for name, message in error.fields.items():
        form.add_error(name if name in form.fields else None, message)
    if not error.fields:
        form.add_error(None, error.message)

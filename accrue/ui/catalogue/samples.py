"""Forms that show every kind of field."""

from __future__ import annotations

from decimal import Decimal

from django import forms

from accrue.ui.fields import DateField, MoneyField

KINDS = [("", "Choose one"), ("subscription", "Subscription"), ("training", "Training")]


class SampleForm(forms.Form):
    name = forms.CharField(max_length=40, help_text="As it stands on the invoice.")
    kind = forms.ChoiceField(choices=KINDS, required=False)
    amount = MoneyField(currencies=["EUR", "USD", "JPY"], smallest=Decimal("0.01"))
    day = DateField(label="Paid on", required=False)
    how = forms.ChoiceField(
        choices=[("once", "Once"), ("monthly", "Every month")],
        widget=forms.RadioSelect,
        initial="once",
        label="How often",
    )
    remark = forms.CharField(widget=forms.Textarea({"rows": 2}), required=False)
    invoice = forms.FileField(required=False, help_text="PDF, up to 5 MB.")
    recurs = forms.BooleanField(required=False, label="Counts towards the budget")


class NameForm(forms.Form):
    value = forms.CharField(max_length=60, label="Name")

"""What people type about deals and pipelines. The services decide; forms say where a problem stands."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse

from accrue.accounts import access
from accrue.accounts.kinds import Level
from accrue.accounts.models import User
from accrue.errors import AccrueError
from accrue.filters.custom.inputs import custom_of, inputs
from accrue.filters.custom.layouts import arranged
from accrue.money.currencies import choices as currency_choices
from accrue.money.selectors import base_currency
from accrue.sales.models import StageKind
from accrue.sales.selectors import Laid, loss_reasons
from accrue.sales.selectors.choices import chosen
from accrue.sales.services import DealFields
from accrue.ui.fields import DateField, MoneyField

LONGEST = 400


class ChoiceInput(forms.TextInput):
    """A name, with those that fit while it is typed."""

    template_name = "sales/choice_input.html"

    def __init__(self, kind: str) -> None:
        super().__init__({"autocomplete": "off"})
        self.kind = kind

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        return {**context, "choices_url": reverse("sales:choices", args=[self.kind])}


class RecordField(forms.CharField):
    """Gives the id of the record that was typed or chosen, or None."""

    def __init__(self, kind: str, user: User, **options: Any) -> None:
        super().__init__(
            required=options.pop("required", False), max_length=LONGEST, widget=ChoiceInput(kind), **options
        )
        self.kind, self.user = kind, user

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        try:
            return chosen(self.kind, self.user, typed)
        except AccrueError as error:
            raise forms.ValidationError(error.message, code=error.code) from error


def currencies(first: str = "") -> list[str]:
    """Codes to choose from, the wanted one first."""
    first = first or base_currency()
    return [first, *(code for code, _ in currency_choices() if code != first)]


def owner_choices(user: User) -> list[tuple[str, str]]:
    people = access.visible(user, User.objects.filter(is_active=True)).order_by("name", "pk")
    return [(str(one.pk), str(one)) for one in people]


class DealForm(forms.Form):
    """A new deal; only the fields this person may write."""

    name = forms.CharField(label="Deal", max_length=160)

    def __init__(self, user: User, laid: list[Laid], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        self.fields |= self._fields(user, laid)
        held = access.access_of(user)
        for name in ("company", "person", "amount", "expected_close", "owner"):
            if held.level("deal", name) is not Level.WRITE:
                del self.fields[name]
        self.fields = arranged(user, "deal", self.fields | inputs(user, "deal"))

    def _fields(self, user: User, laid: list[Laid]) -> dict[str, forms.Field]:
        stages = [
            (one.pipeline.name, [(str(s.pk), s.name) for s in one.stages if s.kind == StageKind.OPEN])
            for one in laid
        ]
        return {
            "company": RecordField("company", user, label="Company"),
            "person": RecordField("person", user, label="Contact"),
            "amount": MoneyField(label="Value", currencies=currencies(), smallest=Decimal(0), required=False),
            "expected_close": DateField(label="Expected close", required=False),
            "stage": forms.ChoiceField(label="Stage", choices=stages if len(stages) > 1 else stages[0][1]),
            "owner": forms.ChoiceField(label="Owner", choices=owner_choices(user)),
        }

    def values(self) -> DealFields:
        """What `open_deal` takes, as far as this person may write it."""
        data, given = self.cleaned_data, DealFields(name=self.cleaned_data["name"])
        if data.get("amount"):
            given["amount_minor"], given["currency"] = data["amount"].minor, data["amount"].currency
        elif "amount" in self.fields:
            given["currency"] = base_currency()
        if data.get("company"):
            given["company_id"] = data["company"]
        if data.get("person"):
            given["person_id"] = data["person"]
        if data.get("expected_close"):
            given["expected_close"] = data["expected_close"]
        if data.get("owner") and int(data["owner"]) != self.user.pk:
            given["owner_id"] = int(data["owner"])
        if custom := custom_of(data):
            given["custom"] = custom
        return given


class LoseForm(forms.Form):
    """Why a deal was lost."""

    reason = forms.ChoiceField(label="Why was it lost?", error_messages={"required": "Choose a reason."})
    note = forms.CharField(label="Note", required=False, max_length=300, widget=forms.Textarea({"rows": 2}))
    board = forms.CharField(required=False, widget=forms.HiddenInput)
    stage = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, inputs: Mapping[str, forms.Field] | None = None, **options: Any) -> None:
        """`inputs` are the details that rules ask for of a lost deal."""
        super().__init__(*args, **options)
        self.fields |= inputs or {}
        if inputs:
            asked = ",".join(inputs)
            self.fields["asked"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=asked)
        reasons = [(str(reason.pk), reason.name) for reason in loss_reasons()]
        self.fields["reason"].choices = [("", "Choose a reason"), *reasons]  # type: ignore[attr-defined]  # a choice field has them


class LineForm(forms.Form):
    """One product of a deal."""

    quantity = forms.DecimalField(label="Quantity", max_digits=12, decimal_places=3, initial=1)

    def __init__(self, user: User, currency: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields = {
            "product": RecordField(
                "product",
                user,
                label="Product",
                required=True,
                error_messages={"required": "Choose a product."},
            ),
            **self.fields,
            "price": MoneyField(
                label="Price for one",
                currencies=[currency],
                smallest=Decimal(0),
                required=False,
                help_text="Leave empty for the product's own price.",
            ),
        }


class DetailForm(forms.Form):
    """One detail of a deal, edited in place."""

    def __init__(self, name: str, field: forms.Field, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields[name] = field


class PipelineForm(forms.Form):
    name = forms.CharField(label="Name", max_length=80)


class ReasonForm(forms.Form):
    name = forms.CharField(label="Reason", max_length=80)


class StageForm(forms.Form):
    name = forms.CharField(label="Name", max_length=60)
    kind = forms.ChoiceField(
        label="Means",
        choices=StageKind.choices,
        help_text="Reports count by this, however the stage is called.",
    )
    probability = forms.IntegerField(
        label="Probability in %", min_value=0, max_value=100, initial=50, help_text="Won is 100, lost is 0."
    )
    rot_days = forms.IntegerField(
        label="Days until a deal goes stale",
        min_value=1,
        max_value=3650,
        required=False,
        help_text="Empty: never.",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


def refuse(form: forms.Form, error: AccrueError) -> None:
    """Put what a service refused beside the field it is about."""
    for name, message in error.fields.items():
        form.add_error(name if name in form.fields else None, message)
    if not error.fields:
        form.add_error(None, error.message)

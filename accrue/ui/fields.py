"""How forms look: label, hint and error tied to their input; widgets for money and dates. Set as FORM_RENDERER."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input

from accrue.errors import Invalid
from accrue.money.amount import Money
from accrue.money.currencies import exponent

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkbox checkbox-sm"),
    (forms.RadioSelect, "radio radio-sm"),
    (forms.CheckboxInput, "checkbox checkbox-sm"),
    (forms.FileInput, "file-input"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (Input, "input"),
)


def class_of(widget: forms.Widget) -> str:
    """The style of a widget, by the most special kind it is."""
    return next((style for kind, style in CLASSES if isinstance(widget, kind)), "")


class StyledField(forms.BoundField):
    """Gives every widget its style; the ids of hint and error are Django's own."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        shown = widget or self.field.widget
        built = super().build_widget_attrs(attrs, shown)
        if shown.is_hidden:
            return built
        for part in shown.widgets if isinstance(shown, forms.MultiWidget) else [shown]:
            part.attrs["class"] = " ".join(
                dict.fromkeys(f"{class_of(part)} {part.attrs.get('class', '')}".split())
            )
        return built

    @property
    def is_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)


class Renderer(TemplatesSetting):
    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    formset_template_name = "django/forms/formsets/div.html"
    bound_field_class = StyledField


class DateInput(forms.DateInput):
    """The browser's own date picker: it shows the reader's order of day and month, and sends 2026-11-21."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    widget = DateInput
    input_formats = ["%Y-%m-%d"]


class MoneyInput(forms.MultiWidget):
    """An amount and its currency, side by side."""

    template_name = "ui/forms/money.html"
    use_fieldset = False  # the label names the amount; the currency names itself

    def __init__(self, currencies: Sequence[str], attrs: dict[str, Any] | None = None) -> None:
        amount = forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "class": "tabnum"})
        choice = forms.Select({"aria-label": "Currency"}, choices=[(code, code) for code in currencies])
        super().__init__({"amount": amount, "currency": choice}, attrs)
        self.first = currencies[0] if currencies else ""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The amount's own input, which is what a press on the label means."""
        return f"{id_}_0" if id_ else id_

    def decompress(self, value: Money | None) -> list[Any]:
        if value is None:
            return [None, self.first]
        return [f"{value.major:.{exponent(value.currency)}f}", value.currency]


class MoneyField(forms.MultiValueField):
    """Gives a `Money`, or None when it may be empty. Accepts 1250.50 and 1,250.50; more decimals than the currency has
    are an error, never a rounding. `smallest` is in major units (0 forbids negative amounts)."""

    def __init__(self, *, currencies: Sequence[str], smallest: Decimal | None = None, **options: Any) -> None:
        self.smallest = smallest
        fields = (
            forms.CharField(max_length=30, required=False),
            forms.ChoiceField(choices=[(code, code) for code in currencies], required=False),
        )
        options.setdefault("widget", MoneyInput(currencies))
        super().__init__(fields, require_all_fields=False, **options)

    def compress(self, data_list: Sequence[Any]) -> Money | None:
        if not data_list or data_list[0] in self.empty_values:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return None
        written, currency = (
            str(data_list[0]).replace(" ", "").replace("\u00a0", "").replace("−", "-"),
            data_list[1],
        )
        try:
            amount = Money.of(without_thousands_marks(written), currency)
        except Invalid as error:
            raise forms.ValidationError(error.message, code=error.code) from error
        if self.smallest is not None and amount.major < self.smallest:
            raise forms.ValidationError(f"Enter at least {self.smallest}.", code="too_small")
        return amount


def without_thousands_marks(written: str) -> str:
    """1,250.50 as 1250.50. A comma that is not a thousands mark is left in, and refused: it could mean either."""
    whole, _, decimals = written.partition(".")
    groups = whole.lstrip("-").split(",")
    grouped = len(groups) > 1 and len(groups[0]) in (1, 2, 3) and all(len(group) == 3 for group in groups[1:])
    if not grouped:
        return written
    sign = "-" if whole.startswith("-") else ""
    return sign + "".join(groups) + (f".{decimals}" if decimals else "")

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from accrue import clock
from accrue.accounts.models import User
from accrue.money import Money
from accrue.money.currencies import choices
from accrue.roi.models import Cost, DesignPin, Programme
from accrue.roi.models.costs import Category, Per, Recurs
from accrue.roi.models.sending import Every
from accrue.roi.selectors.costs import counts_from_go_live
from accrue.roi.services.costs import CostEntry
from accrue.ui.fields import DateField, MoneyField

HUNDRED = Decimal(100)


class PercentField(forms.DecimalField):
    """Shown and typed in percent, given as a fraction: 8.5 is 0.085."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_digits", 7)
        options.setdefault("decimal_places", 2)
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        written = f"{value * HUNDRED:f}"
        return written.rstrip("0").rstrip(".") if "." in written else written

    def clean(self, value: Any) -> Decimal | None:
        found = super().clean(value)
        return None if found is None else found / HUNDRED


class PeriodForm(forms.Form):
    start = DateField(required=False, label="From", help_text="Empty: from go-live.")
    end = DateField(required=False, label="To", help_text="Empty: to the last record.")


class ApprovalForm(forms.Form):
    note = forms.CharField(
        required=False,
        max_length=1000,
        label="Note",
        widget=forms.Textarea({"rows": 3}),
        help_text="What you checked. It is kept with the statement.",
    )


class PublishForm(forms.Form):
    label = forms.CharField(
        max_length=120, label="For", help_text="Who gets the link, for example “Board, May”."
    )
    days = forms.IntegerField(
        min_value=1, max_value=365, initial=30, label="Works for", help_text="Days, then it expires."
    )


class CommentForm(forms.Form):
    text = forms.CharField(
        max_length=4000,
        label="Comment",
        widget=forms.Textarea({"rows": 5}),
        help_text="Write @ and somebody's name or address, for example @Ana Ruiz, to tell them by mail.",
    )


class StakeholderForm(forms.Form):
    user = forms.ModelChoiceField(
        User.objects.none(), required=False, label="Somebody of Accrue", empty_label="Nobody: an outsider"
    )
    name = forms.CharField(required=False, max_length=120, label="Name", help_text="Of an outsider.")
    email = forms.EmailField(
        required=False,
        max_length=254,
        label="E-mail address",
        help_text="Of an outsider. Every mail has a link to get no more.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["user"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        field.queryset = User.objects.filter(is_active=True).order_by("name", "pk")


class ScheduleForm(forms.Form):
    every = forms.ChoiceField(choices=Every, label="Draw and send")
    day = forms.IntegerField(
        min_value=1,
        max_value=28,
        label="Day",
        help_text="Every week: 1 (Monday) to 7 (Sunday). Else the day of the month, 1 to 28; "
        "every quarter that of January, April, July and October.",
    )
    hour = forms.IntegerField(
        min_value=0, max_value=23, label="Hour", help_text="0 to 23, in the organisation's time zone."
    )
    approved_only = forms.BooleanField(
        required=False,
        label="Only approved statements",
        help_text="A draft waits until it is approved. Else drafts are sent too, marked as such.",
    )


class DesignForm(forms.Form):
    """By which design a line is measured; empty is the best its data allow."""

    design = forms.ChoiceField(required=False, label="Design")
    reason = forms.CharField(
        required=False,
        max_length=1000,
        label="Why",
        widget=forms.Textarea({"rows": 3}),
        help_text="Needed with a design that you choose; it stands on every statement beside the line.",
    )

    def __init__(self, designs: tuple[DesignPin.Design, ...], *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        choice = self.fields["design"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101  (declared above)
        choice.choices = [("", "The best the data allow"), *((d.value, d.label) for d in designs)]


class ProgrammeForm(forms.Form):
    currency = forms.ChoiceField(choices=choices, help_text="Everything is counted in it.")
    go_live = DateField(required=False, label="Go-live", help_text="The first day people worked in Accrue.")
    margin_rate = PercentField(
        required=False,
        label="Margin rate, %",
        help_text="What is left of revenue after what the goods cost. Used where an order names no margin.",
    )
    discount_rate = PercentField(
        initial=Decimal(0),
        label="Discount rate, % a year",
        help_text="What money costs you. For present values.",
    )
    horizon_months = forms.IntegerField(
        min_value=1,
        max_value=120,
        initial=36,
        label="Horizon, months",
        help_text="How far the projection looks.",
    )
    loaded_hourly_rate = forms.DecimalField(
        required=False,
        max_digits=10,
        decimal_places=2,
        min_value=0,
        label="Loaded hourly rate",
        help_text="What an hour of work costs with everything, in the currency above.",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, programme: Programme) -> dict[str, Any]:
        rate = programme.loaded_hourly_rate
        return {
            "currency": programme.currency,
            "go_live": programme.go_live,
            "margin_rate": programme.margin_rate,
            "discount_rate": programme.discount_rate,
            "horizon_months": programme.horizon_months,
            "loaded_hourly_rate": rate.major if rate else None,
            "version": programme.version,
        }

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        rate = data.pop("loaded_hourly_rate")
        data["loaded_hourly_rate"] = None if rate is None else Money.of(rate, data["currency"])
        return data


@dataclass(frozen=True, slots=True)
class Offer:
    """A button that sends the form with an answer to what it asked back."""

    name: str
    value: str
    label: str


class CostForm(forms.Form):
    category = forms.ChoiceField(choices=Category.choices)
    amount = MoneyField(currencies=["EUR"], help_text="A credit is negative.")
    incurred_on = DateField(label="Incurred on", initial=clock.today)
    recurs = forms.ChoiceField(choices=Recurs.choices, label="How often", initial=Recurs.ONCE)
    until = DateField(
        required=False, help_text="The last day of a cost that comes again; empty while it goes on."
    )
    spread_months = forms.IntegerField(
        min_value=1,
        max_value=120,
        initial=1,
        label="Spread over months",
        help_text="A one-off cost counted in equal parts, its own month the first.",
    )
    per = forms.ChoiceField(choices=Per.choices, label="The amount is for", initial=Per.WHOLE)
    note = forms.CharField(required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, currencies: list[str], programme: Programme | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.offers: list[Offer] = []
        self.fields["amount"] = MoneyField(currencies=currencies, help_text="A credit is negative.")

    @classmethod
    def of(cls, cost: Cost) -> dict[str, Any]:
        names = (
            "category",
            "amount",
            "incurred_on",
            "recurs",
            "until",
            "spread_months",
            "per",
            "note",
            "version",
        )
        return {name: getattr(cost, name) for name in names}

    def clean(self) -> dict[str, Any]:
        """Stops once at a cost that would not count, and offers to spread it over the horizon or keep it as it is."""
        data = super().clean() or {}
        if self.errors or self.programme is None or self.programme.go_live is None or not _is_one_off(data):
            return data
        go_live, horizon = self.programme.go_live, min(self.programme.horizon_months, 120)
        if self.data.get("spread_over") == str(horizon):
            data["spread_months"] = horizon
        counts = counts_from_go_live(data["incurred_on"], data["spread_months"], go_live)
        if counts or self.data.get("as_it_is"):
            return data
        if counts_from_go_live(data["incurred_on"], horizon, go_live):
            self.offers.append(Offer("spread_over", str(horizon), f"Spread over {horizon} months"))
        self.offers.append(Offer("as_it_is", "1", "Keep it as it is"))
        self.add_error(
            "spread_months",
            f"It was incurred before go-live, {go_live:%-d %b %Y}, so as it is it does not count. A cost that serves the "
            f"months after go-live is spread over them; the programme looks {horizon} months ahead.",
        )
        return data

    def entry(self) -> CostEntry:
        data = {k: v for k, v in self.cleaned_data.items() if k != "version"}
        return CostEntry(**data)


def _is_one_off(data: dict[str, Any]) -> bool:
    return data.get("recurs") == Recurs.ONCE and data.get("per") == Per.WHOLE


class ReceiptForm(forms.Form):
    attachment = forms.FileField(label="Receipt", help_text="At most 10 MB.")


class CostFileForm(forms.Form):
    """A file that is looked at, or its text once it was."""

    file = forms.FileField(required=False)
    text = forms.CharField(required=False, strip=False)
    most = 2 * 1024 * 1024

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        if file is None and not data.get("text"):
            raise forms.ValidationError("Choose a file.")
        if file is not None:
            content: bytes = file.read(self.most + 1)
            if len(content) > self.most:
                raise forms.ValidationError("The file is larger than 2 MB. Split it.")
            try:
                data["text"] = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError("The file is not UTF-8 text. Save it as “CSV UTF-8”.") from None
            if "\0" in data["text"]:
                raise forms.ValidationError("This is no text file.")
        return data

    @property
    def text_given(self) -> str:
        found: str = self.cleaned_data["text"]
        return found


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=300, label="Why")


class BudgetForm(forms.Form):
    category = forms.ChoiceField(choices=Category.choices)
    year = forms.IntegerField(min_value=1990, max_value=2200)
    amount = MoneyField(currencies=["EUR"], smallest=Decimal(0))

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = MoneyField(currencies=[currency], smallest=Decimal(0))


class BenefitForm(forms.Form):
    name = forms.CharField(max_length=120)
    amount = forms.DecimalField(
        max_digits=16, decimal_places=2, min_value=Decimal("0.01"), help_text="For the whole period."
    )
    haircut = PercentField(
        min_value=0,
        max_value=100,
        label="Haircut, %",
        help_text="Taken off for prudence. Say how sure you are.",
    )
    reason = forms.CharField(
        max_length=1000, widget=forms.Textarea({"rows": 2}), help_text="Why anybody should believe it."
    )
    overlap_group = forms.CharField(
        required=False,
        max_length=60,
        label="Overlaps with",
        help_text="A word of your own: of several benefits with the same one only the largest counts.",
    )
    owner = forms.ModelChoiceField(User.objects.none(), label="Who stands for it")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners: Any = self.fields["owner"]
        owners.queryset = User.objects.filter(is_active=True).order_by("name")


def dates_of_year(today: date) -> tuple[date, date]:
    return date(today.year, 1, 1), date(today.year, 12, 31)

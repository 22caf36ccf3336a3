from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from accrue.experiments.models import CONTROL

HUNDRED = Decimal(100)


class ExperimentForm(forms.Form):
    name = forms.CharField(max_length=120)
    key = forms.SlugField(
        max_length=60,
        help_text="Small letters, digits and dashes. It names the experiment in the facts, for ever.",
    )
    hypothesis = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text="What you expect, written down before you know.",
    )
    control_percent = forms.DecimalField(
        min_value=1,
        max_value=99,
        decimal_places=1,
        max_digits=4,
        initial=20,
        label="Held out, %",
        help_text="The share of people left alone, by chance. Without them there is no effect to measure.",
    )
    treated = forms.CharField(
        max_length=200,
        initial="treated",
        label="Treated arms",
        help_text="One name, or several with commas between; they share the rest equally.",
    )
    window_days = forms.IntegerField(
        min_value=1,
        max_value=1100,
        initial=90,
        label="Watch each person for",
        help_text="Days after assignment.",
    )

    def clean_treated(self) -> list[str]:
        names = [name.strip() for name in self.cleaned_data["treated"].split(",") if name.strip()]
        if not names or len(set(names)) != len(names) or CONTROL in names or any(len(n) > 40 for n in names):
            raise forms.ValidationError("Different names of at most 40 characters; “control” is taken.")
        if len(names) > 9:
            raise forms.ValidationError("At most nine arms.")
        return names

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        control, names = data.pop("control_percent") / HUNDRED, data.pop("treated")
        each = ((1 - control) / len(names)).quantize(Decimal("0.00001"))
        arms = {CONTROL: control} | dict.fromkeys(names, each)
        arms[names[-1]] += 1 - sum(arms.values())
        return data | {"arms": arms}

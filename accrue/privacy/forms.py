"""What people type about personal data. The services check it."""

from __future__ import annotations

from django import forms

from accrue.privacy.models import Erasure
from accrue.privacy.purposes import CHOICES, Basis, How


class ConsentForm(forms.Form):
    purpose = forms.ChoiceField(label="Purpose", choices=CHOICES)
    is_given = forms.ChoiceField(label="Answer", choices=[("yes", "Yes"), ("no", "No")])
    how = forms.ChoiceField(label="How", choices=How.choices)
    basis = forms.ChoiceField(label="Lawful basis", choices=Basis.choices)
    evidence = forms.CharField(
        label="Evidence",
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Needed for a yes: what was said or ticked, word for word.",
    )
    source = forms.CharField(
        label="Where", required=False, max_length=200, help_text="The form, the file or the call."
    )


class ErasureForm(forms.Form):
    name = forms.CharField(
        label="Name, as it stands on the record",
        max_length=400,
        error_messages={"required": "Write the name as it stands on the record, to confirm."},
    )
    why = forms.ChoiceField(
        label="Why",
        choices=[(key, Erasure.Why(key).label) for key in ("asked", "unneeded")],
    )
    days = forms.IntegerField(
        label="Days in which it can still be stopped", min_value=0, max_value=365, initial=0, required=False
    )


class RuleForm(forms.Form):
    name = forms.CharField(label="Name", max_length=120)
    months = forms.IntegerField(label="Months without anything happening", min_value=1, max_value=600)
    waiting_days = forms.IntegerField(
        label="Days in which it can be stopped", min_value=1, max_value=365, initial=14
    )
    is_on = forms.BooleanField(label="Run each night", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

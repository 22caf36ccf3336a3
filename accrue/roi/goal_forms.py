"""What goals and baselines are entered with: any measure of the catalogue, and of whom."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms

from accrue.accounts.models import Team, User
from accrue.metrics.held import lacking, tables_held
from accrue.ui.fields import DateField
from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.definition import DIMENSIONS, Measure

AIMS = {"": "As is good for the measure", "least": "At least", "most": "At most"}
UNITS = {"count": "a number", "percent": "%", "score": "points", "money": "money"}


def measure_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """By group; a measure that cannot be read yet says what is missing."""
    held = tables_held()

    def text(one: Measure) -> str:
        missing = lacking(one, held)
        return f"{one.label} ({UNITS.get(one.unit, one.unit)})" + (f" – no {missing} yet" if missing else "")

    groups = groupby(MEASURES.values(), key=lambda one: one.group)
    return [(name, [(one.name, text(one)) for one in found]) for name, found in groups]


class ScopeForm(forms.Form):
    """A measure, of a team or of one value of a dimension."""

    measure = forms.ChoiceField()
    team = forms.ModelChoiceField(Team.objects.none(), required=False, empty_label="The whole company")
    dimension = forms.ChoiceField(
        required=False,
        label="Only those of one",
        choices=[
            ("", "–"),
            *((key, name) for key, name in DIMENSIONS.items() if key not in ("team", "owner", "stage")),
        ],
    )
    dimension_value = forms.CharField(
        required=False,
        max_length=200,
        label="Namely",
        help_text="As it is written in the records, such as DE for a country.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams: Any = self.fields["team"]
        teams.queryset = Team.objects.filter(is_archived=False).order_by("name")
        measures: Any = self.fields["measure"]
        measures.choices = measure_choices()


class GoalForm(ScopeForm):
    aim = forms.ChoiceField(required=False, choices=list(AIMS.items()))
    target = forms.DecimalField(
        max_digits=16, decimal_places=2, help_text="In the measure's unit: 40 for 40 %, money in major units."
    )
    starts_on = DateField(label="From")
    due_on = DateField(label="By")
    owner = forms.ModelChoiceField(User.objects.none(), label="Owner")
    note = forms.CharField(required=False, max_length=1000, widget=forms.Textarea({"rows": 2}))
    without_source = forms.BooleanField(
        required=False, label="Set it even where nothing is recorded yet to follow it by"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners: Any = self.fields["owner"]
        owners.queryset = User.objects.filter(is_active=True).order_by("name")
        self.order_fields(["measure", "aim", "target", "team"])

    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        aim = found.pop("aim")
        return found | {
            "at_most": {"least": False, "most": True}.get(aim),
            "target": Decimal(found["target"]),
        }


class BaselineForm(ScopeForm):
    starts_on = DateField(label="From", help_text="The first day of a month.")
    ends_on = DateField(label="To", help_text="The last day of a month before go-live.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["measure", "starts_on", "ends_on"])

"""What dashboards of people's own are made with."""

from __future__ import annotations

from itertools import groupby
from typing import Any, cast

from django import forms

from accrue.accounts.access import access_of
from accrue.accounts.models import User
from accrue.metrics.held import lacking, tables_held
from accrue.metrics.models import Dashboard, Every, Sharing
from accrue.metrics.periods import PERIODS
from accrue.metrics.tiles import FORMS, Form, Only, Tile
from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.definition import DIMENSIONS, Measure
from accrue_facts.measures.question import AGAINST, Against

FILTERS = 2


class NameForm(forms.Form):
    name = forms.CharField(max_length=80)
    about = forms.CharField(
        required=False, max_length=200, label="What it is for", help_text="One sentence beneath the name."
    )


class SharingForm(forms.Form):
    sharing = forms.ChoiceField(
        choices=Sharing.choices,
        label="Who sees it",
        help_text="Everybody sees the figures that they may see; sharing shows nobody more.",
    )


class MailForm(forms.Form):
    every = forms.ChoiceField(choices=Every.choices, label="Mail it")
    day = forms.IntegerField(
        min_value=1, max_value=28, help_text="1 (Monday) to 7 (Sunday) every week, else a day of the month."
    )
    hour = forms.IntegerField(min_value=0, max_value=23, label="From, o'clock")
    readers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        required=False,
        label="To",
        help_text="Those who see it. Everybody gets the figures that they may see.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, dashboard: Dashboard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        readers: Any = self.fields["readers"]
        readers.queryset = possible_readers(dashboard)


def possible_readers(dashboard: Dashboard) -> Any:
    """Those it is shared with, by its sharing; whoever may not see measures is left out when it is mailed."""
    people = User.objects.filter(is_active=True).order_by("name")
    if dashboard.sharing == Sharing.EVERYONE:
        return people
    if dashboard.sharing == Sharing.TEAM:
        return people.filter(team=dashboard.team) | people.filter(pk=dashboard.owner_id)
    return people.filter(pk=dashboard.owner_id)


def measure_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """By group; a measure that cannot be read yet says what is missing."""
    held = tables_held()

    def text(one: Measure) -> str:
        missing = lacking(one, held)
        return f"{one.label} – no {missing} yet" if missing else one.label

    groups = groupby(MEASURES.values(), key=lambda one: one.group)
    return [(name, [(one.name, text(one)) for one in found]) for name, found in groups]


class TileForm(forms.Form):
    """A tile. What it is split and filtered by follows from the measure; `choose` names it before the rest is filled in."""

    measure = forms.ChoiceField()
    drawn = forms.ChoiceField(choices=list(FORMS.items()), label="Drawn as")
    split = forms.ChoiceField(required=False, label="By", help_text="What bars are split by.")
    period = forms.ChoiceField(
        required=False, choices=[("", "The one chosen on the page"), *PERIODS.items()], label="Period"
    )
    against = forms.ChoiceField(
        required=False, choices=[("", "Nothing"), *AGAINST.items()], label="Compared with"
    )
    is_wide = forms.BooleanField(required=False, label="Twice as wide")

    def __init__(self, *args: Any, measure: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = MEASURES.get(measure)
        known = [(name, DIMENSIONS[name]) for name in (found.dimensions if found else ())]
        measures: Any = self.fields["measure"]
        measures.choices = measure_choices()
        split: Any = self.fields["split"]
        split.choices = [("", "–"), *known]
        filters = [one for one in known if one[0] != "owner"]
        for n in range(1, FILTERS + 1 if filters else 1):
            self.fields[f"only_{n}"] = forms.ChoiceField(
                required=False, choices=[("", "–"), *filters], label="Only where" if n == 1 else "And where"
            )
            self.fields[f"values_{n}"] = forms.CharField(
                required=False,
                max_length=1000,
                label="is",
                help_text="As it is written in the records; a semicolon between several, nothing for those without.",
            )

    def tile(self, key: str = "") -> Tile:
        data = self.cleaned_data
        return Tile(
            data["measure"],
            cast(Form, data["drawn"]),
            data["split"],
            self._only(),
            data["period"],
            cast(Against, data["against"]),
            data["is_wide"],
            key,
        )

    def _only(self) -> Only:
        found: dict[str, set[str]] = {}
        for n in range(1, FILTERS + 1):
            name = self.cleaned_data.get(f"only_{n}")
            if name:
                values = self.cleaned_data[f"values_{n}"].split(";")
                found.setdefault(name, set()).update(value.strip() for value in values)
        return tuple((name, tuple(sorted(values))) for name, values in sorted(found.items()))


def of_tile(tile: Tile) -> dict[str, Any]:
    """The form's first values."""
    found: dict[str, Any] = {
        name: getattr(tile, name) for name in ("measure", "split", "period", "against", "is_wide")
    } | {"drawn": tile.form}
    for n, (name, values) in enumerate(tile.only[:FILTERS], start=1):
        found |= {f"only_{n}": name, f"values_{n}": "; ".join(values)}
    return found


def may_own(user: User) -> bool:
    return access_of(user).may("dashboard", "create")

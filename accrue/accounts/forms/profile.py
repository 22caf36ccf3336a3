from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms

from accrue import clock
from accrue.accounts.kinds import kinds
from accrue.accounts.services.users import LOCALES
from accrue.ui.fields import DateField


def zones() -> list[tuple[str, str]]:
    names = sorted(
        name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc")
    )
    return [("", "As the company"), ("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


class ProfileForm(forms.Form):
    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    time_zone = forms.ChoiceField(choices=zones, required=False, help_text="Dates and times are shown in it.")
    locale = forms.ChoiceField(label="Language and numbers", choices=list(LOCALES.items()))
    hotkeys = forms.BooleanField(label="Keyboard shortcuts", required=False)


class TokenForm(forms.Form):
    """Scopes are offered by kind of record: `person:read`, `person:write`, and `*` for all."""

    name = forms.CharField(max_length=80, help_text="What will use it, such as “Website form”.")
    expires_on = DateField(label="Works until", help_text="At most a year.")
    scopes = forms.MultipleChoiceField(label="What it may do", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = scope_choices()  # type: ignore[attr-defined]  # a choice field
        self.fields["expires_on"].initial = clock.today() + timedelta(days=90)

    @property
    def expires_at(self) -> datetime:
        """The end of the day that was chosen."""
        return datetime.combine(self.cleaned_data["expires_on"], time(23, 59, 59), tzinfo=UTC)


def scope_choices() -> list[tuple[str, str]]:
    rights = [("read", "See"), ("write", "Add and change")]
    every = [(f"*:{right}", f"{words} everything you may") for right, words in rights]
    return every + [
        (f"{kind.key}:{right}", f"{words} {kind.plural.lower()}")
        for kind in kinds()
        for right, words in rights
    ]

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model

from accrue.accounts.access import access_of
from accrue.accounts.explaining import DOING
from accrue.accounts.kinds import Action, kind_called, kinds
from accrue.accounts.models import User
from accrue.accounts.selectors import record_seen
from accrue.errors import Missing

type Asked = tuple[User, str, str, Model | None]


class WhyForm(forms.Form):
    """Who, what, and optionally which record, by the number in its address."""

    user = forms.ModelChoiceField(label="Who", queryset=User.objects.none(), empty_label=None)
    action = forms.ChoiceField(label="May they", choices=[(a.value, words) for a, words in DOING.items()])
    kind = forms.ChoiceField(label="What", choices=lambda: [(kind.key, kind.plural) for kind in kinds()])
    record = forms.IntegerField(
        label="Which one",
        required=False,
        min_value=1,
        help_text="The number in its address; empty: in general.",
    )

    def __init__(self, actor: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        asks_about_anybody = access_of(actor).may("user", Action.EDIT)
        rows = User.objects.all() if asks_about_anybody else User.objects.filter(pk=actor.pk)
        self.fields["user"].queryset = rows.order_by("name")  # type: ignore[attr-defined]  # a model choice
        self.fields["user"].initial = actor.pk

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.found: Model | None = None
        if given.get("record") and given.get("kind"):
            try:
                model = kind_called(given["kind"]).model
                self.found = record_seen(self.actor, model._default_manager.all(), given["record"])
            except (Missing, LookupError):
                self.add_error("record", "There is no such record, or you may not see it.")
        return given

    def asked(self) -> Asked:
        given = self.cleaned_data
        return given["user"], given["kind"], given["action"], self.found

"""The form of a saved view: its name and who has it."""

from __future__ import annotations

from typing import Any

from django import forms

from accrue.accounts.models import User
from accrue.filters.models import Sharing
from accrue.filters.selectors import may_share
from accrue.filters.services import LONGEST_NAME


class ViewForm(forms.Form):
    """Offers only what this user may share."""

    name = forms.CharField(label="Name", max_length=LONGEST_NAME)
    sharing = forms.ChoiceField(label="Who has it", choices=Sharing.choices)

    def __init__(self, actor: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["sharing"]
        field.choices = [
            (key, label)
            for key, label in Sharing.choices
            if may_share(actor, key) and (key != Sharing.TEAM or actor.team_id)
        ]

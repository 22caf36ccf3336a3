"""What to do with many records, as people fill it in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from accrue.accounts.models import User
from accrue.bulk.models import What
from accrue.errors import AccrueError
from accrue.filters.editing import EditField

LONGEST_TAGS = 400


class NewAction(forms.Form):
    """`what` and the field are chosen above it, and decide what is asked for here."""

    def __init__(
        self, actor: User, what: What, field: EditField | None, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data)
        self.actor, self.what, self.field = actor, what, field
        if what in (What.TAG, What.UNTAG):
            self.fields["tags"] = forms.CharField(
                label="Tags",
                max_length=LONGEST_TAGS,
                error_messages={"required": "Write a tag."},
                help_text="One or several, with commas between.",
                widget=forms.TextInput({"autocomplete": "off"}),
            )
        elif what == What.EDIT and field is not None:
            self.fields["value"] = field.input(actor, None)
            self.fields["value"].required = False
            self.fields["value"].label = field.label
            if field.key == "owner":  # most often one's own; nobody's only where that is meant
                self.fields["value"].initial = str(actor.pk)

    def values(self) -> dict[str, Any]:
        """As services take them. Raises Invalid, and ValueError where a custom field cannot hold it."""
        if self.what in (What.TAG, What.UNTAG):
            return {"tags": [tag for tag in self.cleaned_data["tags"].split(",") if tag.strip()]}
        if self.field is None:
            return {}
        return self.field.taken(self.actor, self.cleaned_data["value"])

    def refuse(self, error: AccrueError) -> None:
        """Say what a service refused, at the one field there is."""
        field = next(iter(self.fields), None)
        for message in error.fields.values() or [error.message]:
            self.add_error(field, message)

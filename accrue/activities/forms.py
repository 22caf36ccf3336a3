from __future__ import annotations

from typing import Any

from django import forms

from accrue.activities.models import Colour, Tag

LONGEST_TYPED = 400


class TagForm(forms.Form):
    """A tag's name and colour."""

    name = forms.CharField(max_length=LONGEST_TYPED, required=False)
    colour = forms.ChoiceField(choices=Colour.choices)
    version = forms.IntegerField(widget=forms.HiddenInput)


class MergeTagForm(forms.Form):
    """The tag that stands for this one from now on."""

    into = forms.ChoiceField(label="Into")

    def __init__(self, others: list[Tag], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["into"].choices = [(str(tag.pk), tag.name) for tag in others]  # type: ignore[attr-defined]  # a choice field


class CommentForm(forms.Form):
    """One's own words again."""

    text = forms.CharField(label="Comment", required=False, widget=forms.Textarea({"rows": 6}), strip=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class FileForm(forms.Form):
    """What a file is called and what it is."""

    name = forms.CharField(max_length=LONGEST_TYPED, required=False)
    description = forms.CharField(max_length=2_000, required=False, help_text="What it is, or what changed.")
    version = forms.IntegerField(widget=forms.HiddenInput)


class VersionForm(forms.Form):
    """The next version of a file."""

    file = forms.FileField(help_text="At most 100 MB. Earlier versions can still be downloaded.")

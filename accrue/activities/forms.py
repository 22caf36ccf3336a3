from __future__ import annotations

from typing import Any

from django import forms

from accrue.accounts.models import Team
from accrue.activities.models import ChatChannel, Colour, Tag
from accrue.activities.selectors.chat import WORDS

LONGEST_TYPED = 400


class TagForm(forms.Form):
    """A tag's name and colour."""

    name = forms.CharField(max_length=LONGEST_TYPED, required=False)
    colour = forms.ChoiceField(choices=Colour.choices)
    version = forms.IntegerField(widget=forms.HiddenInput)


class MergeTagForm(forms.Form):
    """The tag that stands for this one from now on."""

    def __init__(self, others: list[Tag], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(tag.pk), tag.name) for tag in others]
        self.fields["into"] = forms.ChoiceField(label="Into", choices=choices)


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


def _teams() -> list[tuple[str, str]]:
    teams = Team.objects.filter(is_archived=False).order_by("name").values_list("pk", "name")
    return [("", "Everybody"), *((str(pk), name) for pk, name in teams)]


class ChannelForm(forms.Form):
    """A channel of a team's chat. Its address is asked for, and never shown again."""

    name = forms.CharField(max_length=LONGEST_TYPED, required=False, help_text="As your team calls it.")
    address = forms.CharField(
        max_length=2_000,
        required=False,
        strip=True,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=(
            "An incoming webhook of Slack, Teams (Workflows) or Discord, or an Apprise address: gchat://…, mmosts://…, "
            "rockets://…, zulip://…, matrixs://…, wxteams://…, tgram://…, nctalks://…, jsons://…"
        ),
    )
    news = forms.MultipleChoiceField(
        choices=[(key.value, words) for key, words in WORDS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="What is posted",
    )
    team = forms.ChoiceField(
        choices=_teams,
        required=False,
        label="Of records of",
        help_text="Whoever reads the channel reads their names.",
    )
    is_on = forms.BooleanField(required=False, label="Post to this channel", initial=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, held: ChatChannel | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if held is not None:
            self.fields["address"].help_text = f"Empty: the address of {held.service} stays."

    def values(self) -> dict[str, Any]:
        """As the services take them."""
        said = dict(self.cleaned_data)
        team = said.pop("team")
        said.pop("version", None)
        return {**said, "team_id": int(team) if team else None}

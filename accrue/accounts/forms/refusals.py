from __future__ import annotations

from django import forms

from accrue.errors import AccrueError


def show_refusal(form: forms.Form, refused: AccrueError) -> None:
    """Put what a service refused where it belongs: on its fields, else above the form."""
    on_fields = {name: words for name, words in refused.fields.items() if name in form.fields}
    for name, words in on_fields.items():
        form.add_error(name, words)
    if not on_fields:
        form.add_error(None, refused.message)

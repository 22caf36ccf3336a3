"""What all panels of a record share."""

from __future__ import annotations

from django.db.models import Model
from django.http import HttpRequest

from accrue.accounts.kinds import kind_called
from accrue.accounts.rest import actor_of
from accrue.activities.carriers import CARRIERS, record_of
from accrue.errors import Missing
from accrue.ui.panels import shown


def carrier(request: HttpRequest, kind: str, record_id: int) -> Model:
    """The record a panel is of, which its page may have found already."""
    if kind not in CARRIERS:
        raise Missing
    return shown(request, kind_called(kind).model, record_id) or record_of(actor_of(request), kind, record_id)

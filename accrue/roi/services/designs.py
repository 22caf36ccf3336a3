"""Choosing the design a line of the statement is measured by."""

from __future__ import annotations

from django.db import transaction

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Invalid
from accrue.events.catalogue import ProgrammeChanged
from accrue.events.services import record
from accrue.roi.models import DesignPin, Programme
from accrue.roi.selectors.programme import require_programme

DESIGNS = {
    DesignPin.Line.MARGIN: (DesignPin.Design.ROLLOUT, DesignPin.Design.DONORS, DesignPin.Design.TIMELINE),
    DesignPin.Line.SERIES: (DesignPin.Design.CONTROL, DesignPin.Design.TIMELINE),
}
"""The designs each line can have, the best first."""


@transaction.atomic
def pin_design(*, actor: User, line: str, design: str, reason: str) -> DesignPin:
    """From the next statement on measure `line` by `design`, whatever else its data allow; every statement says why.

    Raises Invalid with the field that cannot be used.
    """
    programme = _allowed(actor)
    wrong = {}
    if line not in DESIGNS or design not in DESIGNS[DesignPin.Line(line)]:
        wrong["design"] = "Choose one of the designs this line can have."
    if not reason.strip():
        wrong["reason"] = "Say why, in a sentence."
    if wrong:
        raise Invalid("roi.design_invalid", "The design cannot be chosen.", fields=wrong)
    pin, _ = DesignPin.objects.update_or_create(
        line=line, defaults={"design": design, "reason": reason.strip()}
    )
    record(ProgrammeChanged(programme_id=programme.pk, fields=[f"{line}_design"]), actor=actor)
    return pin


@transaction.atomic
def unpin_design(*, actor: User, line: str) -> None:
    """From the next statement on take the best design again."""
    programme = _allowed(actor)
    if DesignPin.objects.filter(line=line).delete()[0]:
        record(ProgrammeChanged(programme_id=programme.pk, fields=[f"{line}_design"]), actor=actor)


def _allowed(actor: User) -> Programme:
    programme = require_programme()
    access.require(actor, "edit", programme)
    return programme

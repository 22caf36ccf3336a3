"""What this area declares to the floors below."""

from __future__ import annotations

from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.filters.spelling import respelt
from accrue.filters.using import note_opening, recent
from accrue.ui import commands, panels

panels.when_opened(note_opening)
commands.recent_by(recent)
commands.respelt_by(respelt)

declare_kind(RecordKind("view", "Saved view", "Saved views", "filters.View"))

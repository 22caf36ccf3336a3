"""What this area declares to the floors below."""

from __future__ import annotations

from accrue.accounts.access import granted
from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.privacy import filter_fields  # noqa: F401  # registers
from accrue.ui import panels
from accrue.ui.navigation import NavItem, register

declare_kind(
    RecordKind("privacy", "Personal data", "Personal data", "privacy.Erasure", owner=None, team=None)
)
may_see = granted("see", "privacy")
register(
    NavItem("Run", "personal-data", "Personal data", "shield", "privacy:overview", order=950, may=may_see)
)
panels.register(
    panels.Panel("person", "consents", "Consents", "privacy:panel", 80, granted("see", "person"), waits=True)
)
panels.register_action(
    panels.RecordAction(
        "person", "personal-data", "Personal data", "shield", "privacy:personal_data", 30, may_see
    )
)

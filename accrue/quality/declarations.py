"""What this area declares to the floors below."""

from __future__ import annotations

from accrue.accounts.access import granted
from accrue.ui.navigation import NavItem, register

register(
    NavItem(
        "Records",
        "duplicates",
        "Duplicates",
        "copy",
        "quality:duplicates",
        hotkey="g m",
        order=60,
        may=granted("edit", "person"),
    )
)

"""The demo keeps to homes of its own, so that nobody finds invented customers among the real ones."""

from __future__ import annotations

from pathlib import Path

from accrue.accounts.models import User
from accrue.environment import environment
from accrue.errors import Conflict


def refuse_real_books() -> None:
    """Mark an empty home as the demo's. Raises Conflict where people of a real company sign in."""
    mark = Path(environment.home) / "demo"
    if mark.exists():
        return
    if User.objects.exists():
        raise Conflict(
            "operations.real_books",
            f"The books in {environment.home} are not a demo's. Start the demo elsewhere: accrue demo --home FOLDER",
        )
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text("This home holds the demo company.\n")

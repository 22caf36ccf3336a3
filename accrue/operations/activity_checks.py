"""Whether uploaded files are looked at for viruses, and team chat takes what is posted."""

from __future__ import annotations

from accrue.activities import scanning
from accrue.activities.selectors.chat import failing
from accrue.activities.selectors.files import unanswered
from accrue.operations.finding import Finding, bad, good, warning


def team_chat() -> Finding:
    if names := failing():
        says = f"Not taken by: {', '.join(names)[:300]}."
        return bad("team_chat", "Team chat", says, "Open Team chat, put the address right and press Try.")
    return good("team_chat", "Team chat", "Every channel takes what is posted to it.")


HOW = "Set ACCRUE_VIRUS_SCANNER to clamd:/run/clamav/clamd.ctl, clamd:host:3310 or command:/path/to/program."


def virus_scanner() -> Finding:
    if not scanning.is_set():
        return warning(
            "virus_scanner", "Virus scanner", "None is set: uploads are served without being checked.", HOW
        )
    if waiting := unanswered():
        says = f"{waiting:,} file{' waits' if waiting == 1 else 's wait'} for it longer than 15 minutes and cannot be downloaded."
        return bad("virus_scanner", "Virus scanner", says, f"See that it runs and answers. {HOW}")
    return good("virus_scanner", "Virus scanner", "Uploads are checked before anybody gets them.")

"""Opens the books of the demo once, and tells again how to get in."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import transaction

from accrue import clock
from accrue.accounts.models import User
from accrue.accounts.services import ensure_built_in_roles
from accrue.demo.company import found_company
from accrue.demo.daily_work import leave_traces
from accrue.demo.real import open_cdnow
from accrue.demo.simulation import Settings
from accrue.environment import environment
from accrue.errors import Conflict
from accrue.metrics.services import request_values
from accrue.roi.models import Programme
from accrue.roi.services.publishing import approve_statement
from accrue.roi.services.statements import draw_statement

SEED = 7
type Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SignIn:
    who: str
    email: str
    password: str


def open_books(report: Report, *, seed: int = SEED) -> list[SignIn]:
    """The simulated company and the CDNOW customers, in one transaction with the sign-ins kept beside them; later calls
    change nothing.

    Returns the sign-ins of a manager, a rep, the finance owner and an administrator. Raises Conflict where somebody
    works here already.
    """
    kept = environment.home / "demo-sign-in.json"
    if kept.is_file() and User.objects.exists():
        return [SignIn(**row) for row in json.loads(kept.read_text())]
    if User.objects.exists():
        raise Conflict(
            "demo.not_empty", "People work in this installation already; the demo opens in an empty one only."
        )
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    done = 0

    def tell(step: str, share: int) -> None:
        nonlocal done
        report(f"{step} ({done} %)")
        done += share

    with transaction.atomic():
        ensure_built_in_roles()
        staff = found_company(Settings(seed, clock.now().date()), password, tell)
        tell("Bringing in the CDNOW customers", 23)
        open_cdnow(staff)
        tell("Leaving traces of daily work", 2)
        leave_traces(staff)
        sign_ins = [
            SignIn(who, user.email, password)
            for who, user in [
                ("manager", staff.manager),
                ("sales rep", staff.rep),
                ("finance owner", staff.finance),
                ("administrator", staff.administrator),
            ]
        ]
        _keep(kept, sign_ins)
    tell("Drawing the first statement", 10)
    statement = draw_statement(actor=staff.finance).statement
    approve_statement(actor=staff.approver, statement=statement)
    request_values()
    return sign_ins


def _keep(path: Path, sign_ins: list[SignIn]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps([asdict(row) for row in sign_ins]))


def planted_truth() -> str:
    """What was planted in the simulated company, in words; empty where nothing was."""
    return Programme.objects.values_list("planted_effect", flat=True).first() or ""

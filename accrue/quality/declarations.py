"""What this area declares to the floors below."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from accrue.accounts.access import granted
from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.filters import fields
from accrue.filters.fields import FilterField, Tagged, Type
from accrue.filters.lists import TickAction, register_tick_action
from accrue.quality.selectors.rules import KINDS
from accrue.quality.services.refreshing import Inspector
from accrue.quality.services.suspicions import drop_pairs, keep_suspicions
from accrue.standards import inspecting, suspecting
from accrue.ui import panels
from accrue.ui.navigation import NavItem, register

if TYPE_CHECKING:
    from accrue.accounts.models import User

register(
    NavItem(
        "Run",
        "duplicates",
        "Duplicates",
        "copy",
        "quality:duplicates",
        hotkey="g m",
        order=60,
        may=granted("edit", "person"),
    )
)


def _problems(kind: str, actor: User) -> list[tuple[int, str]]:
    from accrue.quality.selectors.health import problem_choices

    return problem_choices(actor, kind)


def has_merged(record: Any) -> bool:
    """Whether it stands for others; `former_ids` comes with a record that was asked for by its page."""
    return bool(getattr(record, "former_ids", None))


def is_there(record: Any) -> bool:
    return not record.is_archived


def _merge_of(kind: str) -> str:
    return reverse(f"quality:merge_{kind}_selected")


register_tick_action(
    TickAction(
        "merge",
        "Merge",
        "merge",
        _merge_of,
        "delete",
        ("person", "company"),
        2,
        archived=False,
        in_dialog=False,
    )
)
for kind, merges in (("person", "quality:merges_into_person"), ("company", "quality:merges_into_company")):
    may = granted("delete", kind)
    panels.register_action(
        panels.RecordAction(kind, "merge", "Merge", "merge", f"quality:merge_{kind}_with", 10, may, is_there)
    )
    panels.register_action(
        panels.RecordAction(kind, "merges", "Merges", "undo-2", merges, 20, may, has_merged)
    )

register(
    NavItem(
        "Run",
        "data-health",
        "Data health",
        "badge-check",
        "quality:health_people",
        order=61,
        may=granted("see", "rule"),
    )
)
register(
    NavItem("Run", "rules", "Rules", "list-checks", "quality:rules", order=62, may=granted("see", "rule"))
)
for kind in KINDS:
    tagged = Tagged("quality.Issue", "record_id", "problem_id", Q(problem__kind=kind))
    fields.register(
        FilterField(
            kind,
            "issue",
            "Data problem",
            Type.TAG,
            choices=partial(_problems, kind),
            by_id=True,
            tagged=tagged,
        )
    )
declare_kind(
    RecordKind(
        "mending", "Standardising", "Standardisings", "quality.Mending", team=None, url_name="quality:mending"
    )
)
declare_kind(RecordKind("rule", "Rule", "Rules", "quality.Rule", owner=None, team=None))
inspecting.register(Inspector())
QUEUES = {"person": "quality:duplicates", "company": "quality:company_duplicates"}
suspecting.register(keep_suspicions, QUEUES, drop_pairs)

"""What this area declares to the floors below."""

from __future__ import annotations

from typing import Any

from accrue.accounts.access import granted
from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.quality.selectors.breaking import RuleInspector
from accrue.standards import inspecting
from accrue.ui import panels
from accrue.ui.navigation import NavItem, register

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


def has_merged(record: Any) -> bool:
    """Whether it stands for others; `former_ids` comes with a record that was asked for by its page."""
    return bool(getattr(record, "former_ids", None))


def is_there(record: Any) -> bool:
    return not record.is_archived


for kind, merges in (("person", "quality:merges_into_person"), ("company", "quality:merges_into_company")):
    may = granted("delete", kind)
    panels.register_action(
        panels.RecordAction(kind, "merge", "Merge", "merge", f"quality:merge_{kind}_with", 10, may, is_there)
    )
    panels.register_action(
        panels.RecordAction(kind, "merges", "Merges", "undo-2", merges, 20, may, has_merged)
    )

register(
    NavItem("Run", "rules", "Rules", "list-checks", "quality:rules", order=62, may=granted("see", "rule"))
)
declare_kind(RecordKind("rule", "Rule", "Rules", "quality.Rule", owner=None, team=None))
inspecting.register(RuleInspector())

"""The verbs of page layouts: only these write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from accrue.accounts import access, stamps
from accrue.accounts.models import Role, User
from accrue.errors import Conflict, Invalid, Missing
from accrue.events.catalogue import PageLayoutChanged
from accrue.events.services import record
from accrue.filters.custom.layouts import STAMP, always_shown, kinds_laid_out, labels_of
from accrue.filters.custom.models import PageLayout

MOST_SECTIONS = 20
LONGEST_TITLE = 60


@transaction.atomic
def lay_out(
    *,
    actor: User,
    kind: str,
    role_id: int | None,
    sections: Sequence[Mapping[str, Any]],
    hidden: Sequence[str],
    version: int = 0,
) -> PageLayout:
    """Say how the details of a kind stand for a role, or for everybody. `version` is the one seen; 0 where there was none.

    Raises Forbidden, Missing, Invalid by field, Conflict where somebody was quicker.
    """
    role = _role(actor, kind, role_id)
    checked, put_away = _checked(kind, sections, hidden)
    found = _locked(kind, role_id)
    if (found.version if found else 0) != version:
        raise Conflict(
            "custom.changed_meanwhile", "Somebody changed this layout meanwhile. Look at it again."
        )
    layout = found or PageLayout(kind=kind, role=role, version=0)
    layout.sections, layout.hidden = checked, put_away
    layout.version += 1
    layout.save()
    _tell(actor, layout, is_usual=False)
    return layout


@transaction.atomic
def lay_out_as_usual(*, actor: User, kind: str, role_id: int | None) -> None:
    """Take a layout away: a role has everybody's again, and everybody the usual one."""
    _role(actor, kind, role_id)
    found = _locked(kind, role_id)
    if found is not None:
        _tell(actor, found, is_usual=True)
        found.delete()


def _role(actor: User, kind: str, role_id: int | None) -> Role | None:
    access.require(actor, "edit", "custom_field")
    role = Role.objects.filter(pk=role_id).first() if role_id is not None else None
    if kind not in kinds_laid_out() or (role_id is not None and role is None):
        raise Missing
    return role


def _locked(kind: str, role_id: int | None) -> PageLayout | None:
    rows = PageLayout.objects.select_for_update(of=("self",)).filter(kind=kind)
    return (rows.filter(role=role_id) if role_id else rows.filter(role__isnull=True)).first()


def _tell(actor: User, layout: PageLayout, *, is_usual: bool) -> None:
    stamps.renew(STAMP)
    role = layout.role.name if layout.role else ""
    fact = PageLayoutChanged(page_layout_id=layout.pk, kind=layout.kind, role=role, is_usual=is_usual)
    record(fact, actor=actor)


def _checked(
    kind: str, sections: Sequence[Mapping[str, Any]], hidden: Sequence[str]
) -> tuple[list[dict[str, Any]], list[str]]:
    known, faults = labels_of(kind), dict[str, str]()
    named = [name for one in sections for name in one["fields"]] + list(hidden)
    if unknown := [name for name in named if name not in known]:
        faults["fields"] = f"There is no detail “{unknown[0][:40]}”. Known: {', '.join(known)}."
    elif twice := [name for name in named if named.count(name) > 1]:
        faults["fields"] = f"{known[twice[0]]} stands in it twice."
    elif kept := [name for name in hidden if name in always_shown(kind)]:
        faults["hidden"] = f"{known[kept[0]]} cannot be put away."
    if not 1 <= len(sections) <= MOST_SECTIONS:
        faults["sections"] = f"Make 1 to {MOST_SECTIONS} groups."
    titles = [" ".join(str(one["title"]).split()) for one in sections]
    if any(not title or len(title) > LONGEST_TITLE or "\0" in title for title in titles):
        faults["title"] = f"Give each group a name of at most {LONGEST_TITLE} characters."
    elif len({title.casefold() for title in titles}) < len(titles):
        faults["title"] = "Two groups have the same name."
    if faults:
        raise Invalid("custom.layout", " ".join(faults.values()), fields=faults)
    found = [
        {"title": title, "fields": list(one["fields"])} for title, one in zip(titles, sections, strict=True)
    ]
    return found, list(hidden)

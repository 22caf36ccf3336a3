"""What the pages of a person and of a company share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accrue.accounts.access import access_of
from accrue.accounts.kinds import Level
from accrue.accounts.models import User
from accrue.accounts.timelines import GROUPS, timeline_of
from accrue.contacts.details import Detail
from accrue.contacts.models import Company, Contact, Person
from accrue.standards.countries import country_names
from accrue.ui.inline import Prop
from accrue.ui.timeline import Filter, grouped

LINKS = (Detail("company", "Company", "building-2", str), Detail("owner", "Owner", "user", str))


def shown_value(record: Contact, name: str) -> object:
    value = getattr(record, name)
    if name == "country":
        return country_names().get(value, value)
    return "" if value is None else value


def props_of(
    actor: User, kind: str, record: Contact, details: Sequence[Detail], edit: str
) -> dict[str, Prop]:
    """Every detail this person may see, by name; with the address of its form where they may change it."""
    allowed = access_of(actor)
    may_edit = allowed.may(kind, "edit", record)
    props: dict[str, Prop] = {}
    for detail in details:
        level = allowed.level(kind, detail.name)
        if level is Level.HIDE:
            continue
        is_open = may_edit and level is Level.WRITE
        url = reverse(edit, args=[record.pk, detail.name, record.version]) if is_open else ""
        props[detail.name] = Prop(
            detail.name, detail.label, detail.icon, shown_value(record, detail.name), url
        )
    return props


def timeline_context(
    request: HttpRequest, actor: User, kind: str, record: Person | Company
) -> dict[str, Any]:
    """One page of the timeline; `last` names the heading the page before ended under, so that none stands twice."""
    group = request.GET.get("group", "")
    group = group if group in GROUPS else ""
    seen = timeline_of(actor, kind, record.pk, group=group, older=request.GET.get("older") or None)
    groups = grouped(seen.happenings)
    last = request.GET.get("last", "")
    url = reverse(f"contacts:{kind}_timeline", args=[record.pk])
    more = ""
    if seen.older:
        ending = groups[-1][0] if groups else last
        query = request.GET.copy()
        query.update({})
        query["older"], query["last"] = seen.older, ending
        query.pop("group", None)
        if group:
            query["group"] = group
        more = f"{url}?{query.urlencode()}"
    if groups and groups[0][0] == last:
        groups[0] = ("", groups[0][1])
    return {
        "groups": groups,
        "filters": [
            Filter(key or "all", label, f"{url}?group={key}" if key else url, key == group)
            for key, label in [("", "All"), *GROUPS.items()]
        ],
        "more_url": more,
        "timeline_url": f"{url}?group={group}" if group else url,
        "timeline_kind": kind,
    }


def timeline_answer(request: HttpRequest, actor: User, kind: str, record: Person | Company) -> HttpResponse:
    context = timeline_context(request, actor, kind, record)
    part = "rest" if request.GET.get("older") else "whole"
    return render(request, f"contacts/timeline.html#{part}", context)

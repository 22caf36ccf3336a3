"""What the pages of records share wherever their areas are: what may be shown, and the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from accrue.accounts.access import Access
from accrue.accounts.models import User
from accrue.accounts.timelines import GROUPS, timeline_of
from accrue.ui.timeline import Filter, grouped


class Shown:
    """Which details this person may see of a kind; in templates `{% if shown.email %}`."""

    def __init__(self, access: Access, kind: str) -> None:
        self._access, self._kind = access, kind

    def __getitem__(self, name: str) -> bool:
        return not self._access.hides(self._kind, name)


def timeline_context(
    request: HttpRequest,
    actor: User,
    kind: str,
    record_id: int,
    url: str,
    *,
    former: Sequence[int] | None = None,
    news: Sequence[str] = (),
) -> dict[str, Any]:
    """One page of the timeline, for `accounts/timeline.html`. `url` answers with `timeline_answer`.

    `former` are the records this one stands for, where they are known; `news` other kinds whose news draw
    it anew. `last` in the address names the heading the page before ended under, so that none stands twice.
    """
    group = request.GET.get("group", "")
    group = group if group in GROUPS else ""
    older = request.GET.get("older") or None
    seen = timeline_of(actor, kind, record_id, group=group, older=older, former=former)
    groups, last = grouped(seen.happenings), request.GET.get("last", "")
    ending = groups[-1][0] if groups else last
    if groups and groups[0][0] == last:
        groups[0] = ("", groups[0][1])
    here = f"{url}?group={group}" if group else url
    return {
        "groups": groups,
        "filters": [
            Filter(key or "all", label, f"{url}?group={key}" if key else url, key == group)
            for key, label in [("", "All"), *GROUPS.items()]
        ],
        "more_url": _more(url, group, seen.older, ending) if seen.older else "",
        "timeline_url": here,
        "timeline_trigger": ", ".join(f"{one} from:body delay:100ms" for one in (kind, *news)),
    }


def _more(url: str, group: str, older: str, last: str) -> str:
    query = QueryDict(mutable=True)
    query.update({"older": older, "last": last} | ({"group": group} if group else {}))
    return f"{url}?{query.urlencode()}"


def timeline_answer(
    request: HttpRequest,
    actor: User,
    kind: str,
    record_id: int,
    url: str,
    *,
    news: Sequence[str] = (),
) -> HttpResponse:
    """The timeline again, or what comes after the entries that are there."""
    context = timeline_context(request, actor, kind, record_id, url, news=news)
    part = "rest" if request.GET.get("older") else "whole"
    return render(request, f"accounts/timeline.html#{part}", context)

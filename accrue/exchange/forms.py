from __future__ import annotations

from typing import Any

from django.http import QueryDict

from accrue.exchange.models import Import
from accrue.exchange.options import options_of
from accrue.exchange.planning.orders.states import MEANINGS

FLAGS = ("make_missing", "take_orders")
CHOICES = (
    "mode",
    "key",
    "duplicates",
    "dates",
    "country",
    "currency",
    "system",
    "unknown_owner",
    "prices",
    "totals",
)


def mapping_in(posted: QueryDict, batch: Import) -> list[str]:
    """A target for each column, as the page's lists have them."""
    return [posted.get(f"column-{n}", "")[:60] for n in range(len(batch.columns))]


def options_in(posted: QueryDict, batch: Import) -> dict[str, Any]:
    """Options as the page's fields have them; a box that is not ticked is not sent."""
    found: dict[str, Any] = {name: posted.get(name, "").strip()[:80] for name in CHOICES if name in posted}
    if "has-flags" in posted:
        found |= {name: name in posted for name in FLAGS}
    kept = options_of(batch.options)
    found["owners"] = kept.owners | _values(posted, "owner", batch)
    found["stages"] = {k: v for k, v in (kept.stages | _values(posted, "stage", batch)).items() if v}
    found["states"] = kept.states | _states(posted, batch)
    return found


def _states(posted: QueryDict, batch: Import) -> dict[str, str]:
    """What the states in the file mean, as far as somebody chose."""
    chosen = {text: posted.get(f"status-{n}", "") for n, text in enumerate(values_of(batch, "status"))}
    return {text: meaning for text, meaning in chosen.items() if meaning in MEANINGS}


def _values(posted: QueryDict, target: str, batch: Import) -> dict[str, Any]:
    """What the texts of a column mean, as chosen in the lists beside them; “ask” is left open."""
    found: dict[str, Any] = {}
    for n, text in enumerate(values_of(batch, target)):
        chosen = posted.get(f"{target}-{n}", "")
        if chosen == "nobody":
            found[text] = None
        elif chosen.isdecimal() and len(chosen) < 18:
            found[text] = int(chosen)
    return found


def values_of(batch: Import, target: str) -> list[str]:
    """The different texts of the columns that go to a target, most frequent first; none where there are too many."""
    found: dict[str, int] = {}
    for column, placed in zip(batch.columns, batch.mapping, strict=False):
        if placed == target and column.get("values"):
            for text, count in column["values"].items():
                found[text] = found.get(text, 0) + count
    return sorted(found, key=lambda text: (-found[text], text))[:200]

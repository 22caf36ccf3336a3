"""Questions about tags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Count, QuerySet, Value

from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.models import User
from accrue.activities.models import Tag, Tagging
from accrue.errors import Missing
from accrue.filters.search import Folded


def tags(actor: User, query: str = "") -> QuerySet[Tag]:
    """Every tag this person may see whose name holds the words, in no order."""
    found = access.visible(actor, Tag.objects.all())
    words = query.replace("\0", "").strip()[:40]
    return found.filter(name__icontains=words) if words else found


def tag(actor: User, tag_id: int) -> Tag:
    """Raises Missing."""
    found = tags(actor).filter(pk=tag_id).first()
    if found is None:
        raise Missing
    return found


def tag_called(name: str) -> Tag | None:
    """Capitals and accents make no difference."""
    return Tag.objects.filter(sort_name=_folded(name)).first()


def tags_on(kind: str, record_id: int) -> QuerySet[Tag]:
    """The tags of one record that was found for whoever asks, by name: who sees the record sees what it carries."""
    carried = Tagging.objects.filter(kind=kind, record_id=record_id)
    return Tag.objects.filter(pk__in=carried.values("tag")).order_by("sort_name")


def tags_of(kind: str, ids: Collection[int]) -> dict[int, list[Tag]]:
    """The tags of each of these records, by name; one query for all of them."""
    found: dict[int, list[Tag]] = defaultdict(list)
    rows = Tagging.objects.filter(kind=kind, record_id__in=ids).select_related("tag")
    for row in rows.order_by("tag__sort_name"):
        found[row.record_id].append(row.tag)
    return found


def uses(tag_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """How many records of each kind carry these tags, whoever may see them; one query."""
    rows = Tagging.objects.filter(tag__in=tag_ids).values_list("tag_id", "kind").order_by("kind")
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for tag_id, kind, number in rows.annotate(number=Count("pk")):
        found[tag_id][kind] = number
    return found


def in_words(counts: dict[str, int]) -> str:
    """“12 people, 1 deal”; “no record”."""
    said = [
        f"{number:,} {(kind_called(kind).label if number == 1 else kind_called(kind).plural).lower()}"
        for kind, number in counts.items()
    ]
    return ", ".join(said) or "no record"


def _folded(name: str) -> Folded:
    return Folded(Value(name))

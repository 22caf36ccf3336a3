"""What a record links to (a person's company, a custom link) is changed by merging it, and may be merged itself meanwhile:
undone in any order, both hold.
"""

from __future__ import annotations

from dataclasses import dataclass

from accrue.accounts.merged import kept_id
from accrue.contacts.relations import MERGED
from accrue.filters.custom.models import CustomField, FieldType
from accrue.quality.merge_fields import CUSTOM
from accrue.quality.models import Merge, Moved
from accrue.quality.selectors.going_along import links_to, name_of_link

COMPANY = "company_id"


@dataclass(frozen=True, slots=True)
class Link:
    """A column of a record of `kind` that names a record of the kind `to`; `relation` is what moved rows are noted by."""

    kind: str
    column: str
    to: str
    relation: str


COMPANY_OF_PERSON = Link("person", COMPANY, "company", "contacts.Person.company")


def links_of(kind: str) -> dict[str, Link]:
    """The columns of a kind that name records which can be merged, by their names in a merge."""
    fields = CustomField.objects.filter(kind=kind, type=FieldType.RECORD, to__in=MERGED)
    found = {f"{CUSTOM}{one.key}": _custom(one) for one in fields}
    return {COMPANY: COMPANY_OF_PERSON, **found} if kind == "person" else found


def _custom(field: CustomField) -> Link:
    return Link(field.kind, f"{CUSTOM}{field.key}", field.to, name_of_link(field))


def is_same(link: Link | None, stored: object, now: object) -> bool:
    """Whether a column still holds what a merge left there, also where what it links to was merged since."""
    if stored == now:
        return True
    return link is not None and isinstance(stored, int) and kept_id(link.to, stored) == now


def returned(link: Link | None, record_id: int, before: object) -> object:
    """What to write for a link that goes back to `before`. Where that was merged away meanwhile, a custom link names who
    stands for it, and the record goes along when it comes back."""
    if link is None or not isinstance(before, int):
        return before
    live = Merge.objects.filter(kind=link.to, undone_at=None)
    target = before
    while made := live.filter(away_id=target).first():
        moved, _ = Moved.objects.get_or_create(merge=made, relation=link.relation, defaults={"row_ids": []})
        if record_id not in moved.row_ids:
            moved.row_ids.append(record_id)
            moved.save(update_fields=["row_ids"])
        target = made.keep_id
    return before if link.column == COMPANY else target


def correct_what_was_before(made: Merge) -> None:
    """A record stands for itself again: merges of what links to it that were made meanwhile took its stand-in for it."""
    links = [_custom(one) for one in links_to(made.kind) if one.kind in MERGED]
    for link in [*links, COMPANY_OF_PERSON] if made.kind == "company" else links:
        _correct(made, link)


def _correct(made: Merge, link: Link) -> None:
    rows = Moved.objects.filter(merge=made, relation=link.relation)
    ids = rows.values_list("row_ids", flat=True).first() or []
    later = Merge.objects.filter(kind=link.kind, undone_at=None, pk__gt=made.pk, keep_id__in=ids)
    seen: set[int] = set()
    for one in later.filter(changed__has_key=link.column).order_by("pk"):
        if one.keep_id not in seen and one.changed[link.column][0] == made.keep_id:
            one.changed[link.column][0] = made.away_id
            one.save(update_fields=["changed"])
        seen.add(one.keep_id)

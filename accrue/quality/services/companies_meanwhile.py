"""People change companies by being merged, and companies are merged meanwhile: undone in any order, both hold."""

from __future__ import annotations

from accrue.accounts.merged import kept_id
from accrue.quality.models import Merge, Moved

COMPANY = "company_id"
RELATION = "contacts.Person.company"


def is_same(column: str, stored: object, now: object) -> bool:
    """Whether a column still holds what a merge left there, also where that company was merged since."""
    if stored == now:
        return True
    return column == COMPANY and isinstance(stored, int) and kept_id("company", stored) == now


def note_return(person_id: int, company_id: int | None) -> None:
    """Somebody goes back to a company that was merged away meanwhile: they go along with it when it comes back."""
    live = Merge.objects.filter(kind="company", undone_at=None)
    if company_id is None:
        return
    while made := live.filter(away_id=company_id).first():
        moved, _ = Moved.objects.get_or_create(merge=made, relation=RELATION, defaults={"row_ids": []})
        if person_id not in moved.row_ids:
            moved.row_ids.append(person_id)
            moved.save(update_fields=["row_ids"])
        company_id = made.keep_id


def correct_what_was_before(made: Merge) -> None:
    """A company stands for itself again: merges of its people that were made meanwhile took its stand-in for it."""
    ids = Moved.objects.filter(merge=made, relation=RELATION).values_list("row_ids", flat=True).first() or []
    later = Merge.objects.filter(kind="person", undone_at=None, pk__gt=made.pk, keep_id__in=ids)
    seen: set[int] = set()
    for one in later.filter(changed__has_key=COMPANY).order_by("pk"):
        if one.keep_id not in seen and one.changed[COMPANY][0] == made.keep_id:
            one.changed[COMPANY][0] = made.away_id
            one.save(update_fields=["changed"])
        seen.add(one.keep_id)

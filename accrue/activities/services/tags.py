"""Tags: put on records and taken off, in bulk too; renamed, merged and deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import batched

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.activities.carriers import changeable_ids
from accrue.activities.models import Colour, Tag, Tagging
from accrue.activities.selectors.tags import tag_called
from accrue.errors import Conflict, Invalid, Missing
from accrue.events.catalogue import (
    TagCreated,
    TagDeleted,
    TagEdited,
    TagsAdded,
    TagsMerged,
    TagsRemoved,
)
from accrue.events.services import record, record_many
from accrue.standards.text import checked_line

LONGEST = 40
MOST_AT_ONCE = 20
CHUNK = 2_000


@transaction.atomic
def add_tags(*, actor: User, kind: str, ids: Iterable[int], names: Iterable[str]) -> int:
    """Put tags on records; tags that are not there yet are made. Returns how many records carry one more.

    `names` at most 20 of up to 40 characters. Raises Missing, Forbidden and Invalid; then nothing is written.
    """
    wanted = changeable_ids(actor, kind, ids)
    found = _tags_called(actor, names)
    reached = 0
    for chunk in batched(wanted, CHUNK, strict=False):
        reached += _add(actor, kind, chunk, found)
    return reached


def _add(actor: User, kind: str, ids: Sequence[int], tags: Sequence[Tag]) -> int:
    rows = Tagging.objects.filter(kind=kind, record_id__in=ids, tag__in=tags)
    there, now = set(rows.values_list("record_id", "tag_id")), clock.now()
    new: dict[int, list[Tag]] = defaultdict(list)
    for pk in ids:
        for tag in tags:
            if (pk, tag.pk) not in there:
                new[pk].append(tag)
    Tagging.objects.bulk_create(
        [
            Tagging(tag=tag, kind=kind, record_id=pk, tagged_at=now, tagged_by=actor)
            for pk, carried in new.items()
            for tag in carried
        ],
        ignore_conflicts=True,
    )
    facts = [TagsAdded(kind=kind, record_id=pk, names=[t.name for t in tags]) for pk, tags in new.items()]
    if facts:
        record_many(facts, actor=actor)
    return len(facts)


@transaction.atomic
def remove_tags(*, actor: User, kind: str, ids: Iterable[int], names: Iterable[str]) -> int:
    """Take tags off records; names nobody knows are passed over. Returns how many records carried one of them."""
    wanted = changeable_ids(actor, kind, ids)
    found = [tag for tag in map(tag_called, checked_names(names)) if tag]
    reached = 0
    for chunk in batched(wanted, CHUNK, strict=False):
        rows = Tagging.objects.select_for_update().filter(kind=kind, record_id__in=chunk, tag__in=found)
        gone: dict[int, list[str]] = defaultdict(list)
        said = {tag.pk: tag.name for tag in found}
        for pk, tag_id in rows.order_by("pk").values_list("record_id", "tag_id"):
            gone[pk].append(said[tag_id])
        rows.delete()
        facts = [TagsRemoved(kind=kind, record_id=pk, names=sorted(names)) for pk, names in gone.items()]
        if facts:
            record_many(facts, actor=actor)
        reached += len(facts)
    return reached


@transaction.atomic
def edit_tag(*, actor: User, tag_id: int, version: int, name: str, colour: str) -> Tag:
    """Another name or colour, on every record that carries it. Raises Conflict where another tag has the name."""
    tag = _locked(actor, tag_id, "edit")
    if tag.version != version:
        raise Conflict(
            "activities.changed_meanwhile",
            "Somebody changed this tag meanwhile. Look at it again and repeat your change.",
        )
    (name,) = checked_names([name])
    if colour not in Colour.values:
        said = f"Choose one of: {', '.join(Colour.values)}."
        raise Invalid("activities.no_such_colour", said, fields={"colour": said})
    same = tag_called(name)
    if same is not None and same.pk != tag.pk:
        said = f"There is a tag “{same.name}” already. Merge this one into it instead."
        raise Conflict("activities.tag_taken", said, fields={"name": said})
    if (name, colour) != (tag.name, tag.colour):
        tag.name, tag.colour, tag.version = name, colour, tag.version + 1
        tag.save(update_fields=["name", "colour", "version"])
        record(TagEdited(tag_id=tag.pk, name=name, colour=colour), actor=actor)
    return tag


@transaction.atomic
def merge_tags(*, actor: User, keep_id: int, away_id: int) -> Tag:
    """Every record that carries the one carries the kept one instead; the one is gone. Cannot be undone."""
    if keep_id == away_id:
        raise Invalid("activities.same_tag", "Choose another tag to merge this one into.")
    held = {pk: _locked(actor, pk, "delete") for pk in sorted((keep_id, away_id))}
    keep, away = held[keep_id], held[away_id]
    rows = Tagging.objects.filter(tag=away)
    number = rows.count()
    now_there = [
        Tagging(tag=keep, kind=kind, record_id=pk, tagged_at=at, tagged_by_id=by)
        for kind, pk, at, by in rows.values_list("kind", "record_id", "tagged_at", "tagged_by_id")
    ]
    Tagging.objects.bulk_create(now_there, batch_size=CHUNK, ignore_conflicts=True)
    away.delete()
    record(
        TagsMerged(tag_id=keep.pk, name=keep.name, merged_name=away.name, records=number),
        actor=actor,
    )
    return keep


@transaction.atomic
def delete_tag(*, actor: User, tag_id: int) -> int:
    """The tag, and it from every record. Returns how many carried it. Cannot be undone."""
    tag = _locked(actor, tag_id, "delete")
    number = Tagging.objects.filter(tag=tag).count()
    fact = TagDeleted(tag_id=tag.pk, name=tag.name, records=number)
    tag.delete()
    record(fact, actor=actor)
    return number


def _tags_called(actor: User, names: Iterable[str]) -> list[Tag]:
    """The tags of these names, made where they are not there yet."""
    found: list[Tag] = []
    for name in checked_names(names):
        tag = tag_called(name)
        if tag is None:
            access.require(actor, "create", "tag")
            Tag.objects.bulk_create([Tag(name=name, created_at=clock.now())], ignore_conflicts=True)
            tag = tag_called(name)
            if tag is None:
                raise Invalid("activities.no_such_tag", f"“{name}” cannot be a tag.")
            record(TagCreated(tag_id=tag.pk, name=tag.name), actor=actor)
        if tag not in found:
            found.append(tag)
    return found


def checked_names(names: Iterable[str]) -> list[str]:
    """The names as tags have them, each once. Raises Invalid for none, too many, or one that is too long."""
    found: list[str] = []
    for name in names:
        try:
            line = checked_line(name, LONGEST).replace(",", " ").strip()
        except ValueError as error:
            raise Invalid("activities.invalid_tag", str(error), fields={"name": str(error)}) from None
        if line and line not in found:
            found.append(line)
    if not found:
        raise Invalid("activities.no_tag", "Write a tag.", fields={"name": "Write a tag."})
    if len(found) > MOST_AT_ONCE:
        said = f"At most {MOST_AT_ONCE} tags at once."
        raise Invalid("activities.too_many_tags", said, fields={"name": said})
    return found


def _locked(actor: User, tag_id: int, action: str) -> Tag:
    tag = Tag.objects.select_for_update().filter(pk=tag_id).first()
    if tag is None:
        raise Missing
    access.require(actor, action, tag)
    return tag

"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from django.db.models import Q
from django.db.transaction import on_commit

from accrue.events.data_map import Fate, Table, declare, declare_facts, forgets, hands_over, of_kind


def versions_about(ids: Collection[int]) -> Q:
    """The versions of files of these people."""
    return Q(file__kind="person", file__record_id__in=list(ids))


@forgets("files of records")
def forget_files(ids: Collection[int], words: Collection[str]) -> None:
    """The bytes go once the erasure holds: until then nothing is lost, and after it nothing is left."""
    from accrue.activities import keeping
    from accrue.activities.models import FileVersion

    stored = list(FileVersion.objects.filter(versions_about(ids)).values_list("stored", flat=True))
    on_commit(lambda: keeping.forget(stored))


@hands_over("files of records")
def hand_files_over(ids: Collection[int]) -> Iterator[tuple[str, Path]]:
    """Every version that is served, under a name of its own."""
    from accrue.activities import keeping
    from accrue.activities.models import FileVersion

    for one in FileVersion.objects.filter(versions_about(ids)).order_by("file_id", "number"):
        if one.is_served:
            yield f"{one.file_id}-{one.number}-{one.name}", keeping.path_of(one.stored)


declare(
    Table(model="activities.Tag", plain="id name colour created_at version"),
    Table(
        model="activities.Tagging",
        whose="person",
        by=of_kind(),
        fate=Fate.DELETE,
        label="Tags",
        personal={"tag": "to find people of one sort"},
        plain="id kind record_id tagged_at tagged_by",
    ),
    Table(
        model="activities.Comment",
        whose="person",
        by=of_kind(),
        sweep=True,
        label="Comments",
        personal={"text": "what was said of them"},
        plain="id kind record_id author written_at edited_at withdrawn_at version",
    ),
    Table(
        model="activities.File",
        whose="person",
        by=of_kind(),
        fate=Fate.DELETE,
        sweep=True,
        label="Files",
        personal={"name": "what it is called", "description": "what it is"},
        fill={"name": "Erased {id}"},
        plain="id kind record_id latest created_at created_by archived_at version",
    ),
    Table(
        model="activities.FileVersion",
        whose="person",
        by=versions_about,
        fate=Fate.DELETE,
        sweep=True,
        label="Versions of files",
        personal={"name": "what it was called where it came from"},
        fill={"name": "Erased {id}"},
        plain=(
            "id file number size sha256 content_type stored state finding has_preview uploaded_at uploaded_by"
        ),
    ),
    Table(
        model="activities.Notice",
        plain="id user event reason kind record_id part count comment created_at read_at is_shown by_mail mail",
    ),
    Table(
        model="activities.ChatChannel",
        plain="id name service sealed news team is_on error failed_at posted_at created_at version",
    ),
    Table(
        model="activities.ChatMessage",
        plain="id state attempts error sent_at channel event count news made_at",
    ),
    Table(model="activities.Follower", plain="id kind record_id user is_following since"),
    Table(model="activities.NewsPreference", plain="id user news page mail"),
    Table(model="activities.NoticeMail", plain="id state attempts error sent_at user is_digest made_at"),
)
declare_facts(
    whose="",
    personal={},
    plain=(
        "TagsAdded.kind,names TagsRemoved.kind,names TagCreated.name TagEdited.name,colour "
        "TagsMerged.name,merged_name TagDeleted.name CommentWritten.kind CommentEdited.kind "
        "CommentWithdrawn.kind FileAdded.kind FileEdited.kind,fields FileArchived.kind FileRestored.kind "
        "FileQuarantined.kind RecordFollowed.kind RecordUnfollowed.kind "
        "ChatChannelAdded.name,service ChatChannelEdited.name ChatChannelRemoved.name ChatChannelFailed.name,reason"
    ),
)

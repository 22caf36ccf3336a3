"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from accrue.events.data_map import Fate, Table, declare, declare_facts, of_kind

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
        model="activities.Notice",
        plain="id user event reason kind record_id comment created_at read_at",
    ),
)
declare_facts(
    whose="",
    personal={},
    plain=(
        "TagsAdded.kind,names TagsRemoved.kind,names TagCreated.name TagEdited.name,colour "
        "TagsMerged.name,merged_name TagDeleted.name CommentWritten.kind CommentEdited.kind "
        "CommentWithdrawn.kind"
    ),
)

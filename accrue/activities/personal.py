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
)
declare_facts(
    whose="",
    personal={},
    plain=(
        "TagCreated.name TagDeleted.name TagEdited.colour,name TagsAdded.kind,names TagsMerged.merged_name,name "
        "TagsRemoved.kind,names"
    ),
)

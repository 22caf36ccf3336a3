"""The verbs of what any record carries."""

from accrue.activities.services.comments import (
    edit_comment,
    mark_read,
    tell_named,
    withdraw_comment,
    write_comment,
)
from accrue.activities.services.files import (
    add_file,
    add_version,
    archive_file,
    edit_file,
    look_at_file,
    restore_file,
)
from accrue.activities.services.tags import add_tags, delete_tag, edit_tag, merge_tags, remove_tags

__all__ = [
    "add_file",
    "add_tags",
    "add_version",
    "archive_file",
    "delete_tag",
    "edit_comment",
    "edit_file",
    "edit_tag",
    "look_at_file",
    "mark_read",
    "merge_tags",
    "remove_tags",
    "restore_file",
    "tell_named",
    "withdraw_comment",
    "write_comment",
]

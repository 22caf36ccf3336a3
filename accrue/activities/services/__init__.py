"""The verbs of what any record carries."""

from accrue.activities.services.comments import (
    edit_comment,
    mark_read,
    tell_named,
    withdraw_comment,
    write_comment,
)
from accrue.activities.services.tags import add_tags, delete_tag, edit_tag, merge_tags, remove_tags

__all__ = [
    "add_tags",
    "delete_tag",
    "edit_comment",
    "edit_tag",
    "mark_read",
    "merge_tags",
    "remove_tags",
    "tell_named",
    "withdraw_comment",
    "write_comment",
]

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
from accrue.activities.services.following import follow, unfollow
from accrue.activities.services.tags import add_tags, delete_tag, edit_tag, merge_tags, remove_tags
from accrue.activities.services.telling import choose_news, stop_mails, tell_followers
from accrue.activities.services.telling_many import tell_of_many

__all__ = [
    "add_file",
    "add_tags",
    "add_version",
    "archive_file",
    "choose_news",
    "delete_tag",
    "edit_comment",
    "edit_file",
    "edit_tag",
    "follow",
    "look_at_file",
    "mark_read",
    "merge_tags",
    "remove_tags",
    "restore_file",
    "stop_mails",
    "tell_followers",
    "tell_named",
    "tell_of_many",
    "unfollow",
    "withdraw_comment",
    "write_comment",
]

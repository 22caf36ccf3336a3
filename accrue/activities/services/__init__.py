"""The verbs of what any record carries."""

from accrue.activities.services.tags import add_tags, delete_tag, edit_tag, merge_tags, remove_tags

__all__ = ["add_tags", "delete_tag", "edit_tag", "merge_tags", "remove_tags"]

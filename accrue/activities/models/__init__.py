"""What any record carries."""

from accrue.activities.models.comments import Comment, Notice
from accrue.activities.models.tags import Colour, Tag, Tagging

__all__ = ["Colour", "Comment", "Notice", "Tag", "Tagging"]

"""What any record carries."""

from accrue.activities.models.comments import Comment, Notice
from accrue.activities.models.files import File, FileVersion
from accrue.activities.models.tags import Colour, Tag, Tagging

__all__ = ["Colour", "Comment", "File", "FileVersion", "Notice", "Tag", "Tagging"]

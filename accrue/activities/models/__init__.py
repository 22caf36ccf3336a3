"""What any record carries."""

from accrue.activities.models.tags import Colour, Tag, Tagging

__all__ = ["Colour", "Tag", "Tagging"]

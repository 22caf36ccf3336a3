"""A statement as people read it: its charts, its rows and its sentences, for the page and the PDF alike."""

from accrue.roi.pictures.picture import Picture

__all__ = ["Picture"]

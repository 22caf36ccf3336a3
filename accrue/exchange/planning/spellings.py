"""Names that are nearly the same: one letter wrong, left out, doubled."""

from __future__ import annotations

from rapidfuzz import fuzz

LEAST = 90.0
PIECE, MOST = 4, 500
"""Letters at either end of which two names share some, and how many names of one piece are looked at."""


class Spellings:
    """Keys of names with the record each means. Looking one up asks those that begin or end alike, however many there are."""

    def __init__(self) -> None:
        self.by_piece: dict[str, list[tuple[str, int]]] = {}
        self.known: set[str] = set()

    def add(self, key: str, record_id: int) -> None:
        if key and key not in self.known:
            self.known.add(key)
            for piece in _pieces(key):
                self.by_piece.setdefault(piece, []).append((key, record_id))

    def nearest(self, key: str) -> tuple[int, float] | None:
        """The record whose name is nearest, and how near, from .9 to 1; names whose digits differ are two."""
        rows = [row for piece in _pieces(key) for row in self.by_piece.get(piece, [])[:MOST]]
        told = [
            (fuzz.ratio(key, other), record_id)
            for other, record_id in rows
            if other != key and _digits(other) == _digits(key)
        ]
        score, record_id = max(told, default=(0.0, 0))
        return (record_id, score / 100) if score >= LEAST else None


def _pieces(key: str) -> tuple[str, str]:
    return f"{key[:PIECE]}…", f"…{key[-PIECE:]}"


def _digits(key: str) -> str:
    return "".join(c for c in key if c.isdigit())

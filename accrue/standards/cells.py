"""Text in cells of a spreadsheet: written so that nothing is computed of it, and read back as it was."""

from __future__ import annotations

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def inert(text: str) -> str:
    """Text that a spreadsheet shows as it is; `as_it_was` takes the mark off again."""
    return f"'{text}" if text.startswith("'") or text.lstrip(" ").startswith(DANGEROUS) else text


def as_it_was(text: str) -> str:
    marked = text.startswith("'") and (text[1:2] == "'" or text[1:].lstrip(" ").startswith(DANGEROUS))
    return text[1:] if marked else text

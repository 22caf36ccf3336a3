from __future__ import annotations

import unicodedata


def tidy(text: str) -> str:
    """One line: composed letters, no control characters, single spaces, none at the ends."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(c if unicodedata.category(c) != "Cc" else " " for c in composed).split())


def checked_line(text: str, longest: int) -> str:
    line = tidy(text)
    if len(line) > longest:
        raise ValueError(f"At most {longest} characters; this has {len(line)}.")
    return line


def small_letters(text: str) -> str:
    """Lower case, the Turkish “İ” as a plain “i”: Python gives it a dot of its own that would stand alone."""
    return text.lower().replace("i̇", "i")

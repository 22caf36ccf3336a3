"""Patterns that people write: RE2, whose time grows with the text alone, whatever the pattern."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

LONGEST = 500


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Any:
    """The pattern, ready. Raises ValueError with what is wrong with it."""
    if not pattern:
        raise ValueError("Write a pattern, such as [A-Z]{2}-[0-9]+.")
    if len(pattern) > LONGEST:
        raise ValueError(f"A pattern has at most {LONGEST} characters.")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 8 << 20
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0] if error.args else error
        text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        raise ValueError(f"This pattern cannot be read: {text}.") from None


def fits(pattern: str, text: str) -> bool:
    """Whether the whole text is what the pattern says."""
    return compiled(pattern).fullmatch(text) is not None

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from accrue.standards.domains import checked_domain
from accrue.standards.text import tidy

LONGEST = 2_000


def checked_url(text: str) -> str:
    """An address of the web: with https:// where none was given, its host in small letters, without a bare last slash."""
    typed = tidy(text)
    if not typed:
        return ""
    fault = "This is no web address. Write it like https://example.com/page."
    if len(typed) > LONGEST or " " in typed:
        raise ValueError(fault)
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        port = f":{parts.port}" if parts.port else ""
        checked_domain(parts.hostname or "")
    except ValueError:
        raise ValueError(fault) from None
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or parts.username:
        raise ValueError(fault)
    path = "" if parts.path == "/" else parts.path
    return urlunsplit(
        (parts.scheme.lower(), f"{parts.hostname.lower()}{port}", path, parts.query, parts.fragment)
    )

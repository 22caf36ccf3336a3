from __future__ import annotations

import re

from accrue.standards.text import tidy

_DOMAIN = re.compile(r"(?=.{1,190}$)([^\W_]([^\W_]|-(?=[^\W_]|-))*\.)+[^\W\d_][^\W_-]*(--?[^\W_]+)*")


def checked_domain(text: str) -> str:
    """“example.com” out of what people paste: an address with https://, www. and a path, or of a mailbox, is cut down to it."""
    typed = tidy(text).lower()
    domain = re.sub(r"^[a-z][a-z0-9+.-]*://", "", typed).split("/")[0].split("?")[0].split(":")[0]
    domain = domain.rpartition("@")[2].removeprefix("www.").rstrip(".")
    if typed and not _DOMAIN.fullmatch(domain):
        raise ValueError("This is no web domain. Write it like example.com.")
    return domain

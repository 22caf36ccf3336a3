"""Simple formatting of what people write: **bold**, *italic*, `code`, lists, links and names. Everything is escaped first."""

from __future__ import annotations

import re

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from accrue.ui.said import rows

# Each pattern runs in one pass over a line: nothing repeats within a repetition.
_PIECE = re.compile(
    r"`(?P<code>[^`\n]{1,500})`"
    r"|\*\*(?P<bold>[^*\n]{1,500})\*\*"
    r"|\*(?P<italic>[^*\s][^*\n]{0,500})\*"
    r"|(?P<link>https?://[^\s<>\"'`]{1,500})"
)
_ITEM = re.compile(r"^[-*] +(?=\S)")


def formatted(text: str) -> SafeString:
    """Paragraphs and lists as HTML, from text of anybody's."""
    drawn: list[str] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = block.split("\n")
        if all(_ITEM.match(line) for line in lines):
            items = "".join(f"<li>{_line(_ITEM.sub('', line))}</li>" for line in lines)
            drawn.append(f"<ul>{items}</ul>")
        else:
            drawn.append(f"<p>{'<br>'.join(_line(line) for line in lines)}</p>")
    return rows(drawn)


def _line(line: str) -> str:
    drawn, at = [], 0
    for found in _PIECE.finditer(line):
        drawn += [_escaped(line[at : found.start()]), _piece(found)]
        at = found.end()
    return "".join([*drawn, _escaped(line[at:])])


def _piece(found: re.Match[str]) -> str:
    name, text = found.lastgroup, _escaped(found[str(found.lastgroup)])
    if name == "link":
        return f'<a class="link" href="{text}" rel="nofollow noopener noreferrer" target="_blank">{text}</a>'
    tag = {"code": "code", "bold": "strong", "italic": "em"}[str(name)]
    return f"<{tag}>{text}</{tag}>"


def _escaped(text: str) -> str:
    return str(conditional_escape(str(text)))

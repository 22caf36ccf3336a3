"""A mail whose pictures stand in its text."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from django.core.mail import EmailMultiAlternatives


@dataclass(frozen=True, slots=True)
class Inline:
    """A picture inside the HTML: shown by `cid:` and its id; `said` is what it says for who cannot see it."""

    name: str
    cid: str
    said: str
    content: bytes


class WithPictures(EmailMultiAlternatives):
    """Text, and HTML with its pictures beside it (multipart/related), so that no mail program lists them as files."""

    def __init__(self, *args: Any, pictures: list[Inline], **more: Any) -> None:
        super().__init__(*args, **more)
        self.pictures = pictures

    def message(self, **more: Any) -> EmailMessage:
        whole: EmailMessage = super().message(**more)
        html = whole.get_body(("html",))
        if html is None:
            return whole
        for one in self.pictures:
            html.add_related(
                one.content,
                "image",
                "png",
                cid=f"<{one.cid}>",
                filename=f"{one.name}.png",
                disposition="inline",
            )
        return whole

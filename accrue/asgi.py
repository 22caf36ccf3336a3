"""The web application, as an ASGI server sees it."""

from __future__ import annotations

import os
from typing import Any

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accrue.ui.full_disk import SAID, is_full

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accrue.settings")


LARGEST_BODY = 513 * 1024 * 1024
"""Bytes of a request: the largest file that an import takes (`accrue.exchange.limits`), and what is around it."""
REFUSAL = b"This is larger than 512 MB. Split it, then send the parts."


class TooLarge(Exception):
    """A body went on after its limit."""


class DiskFull(Exception):
    """There was no room to take a body in."""


async def _refuse(send: Any, status: int, said: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": said})


class Application(ASGIHandler):
    """Django's handler, crossing into a request's thread once.

    Middlewares and nearly all views are synchronous; Django's own would go back and forth for each of those that could
    be either, at a quarter of a millisecond a time. Streams still run on the event loop: only making them does not.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Refuse a body that is larger than the largest upload: by what it says of itself, else once it is.

        Django would write all of it to the disk before anybody could ask.
        """
        if scope["type"] != "http":
            return await super().__call__(scope, receive, send)
        said = dict(scope.get("headers") or []).get(b"content-length", b"0")
        if not said.isdigit() or int(said) > LARGEST_BODY:
            return await _refuse(send, 413, REFUSAL)
        size = 0

        async def counted() -> Any:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > LARGEST_BODY:
                raise TooLarge
            return message

        try:
            await super().__call__(scope, counted, send)
        except TooLarge:
            await _refuse(send, 413, REFUSAL)
        except DiskFull:
            await _refuse(send, 503, SAID.encode())

    async def read_body(self, receive: Any) -> Any:
        """Large bodies go to the disk, which may be full."""
        try:
            return await super().read_body(receive)
        except OSError as error:
            if is_full(error):
                raise DiskFull from error
            raise

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)


django.setup(set_prefix=False)
application = Application()

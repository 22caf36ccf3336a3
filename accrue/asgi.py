"""The web application, as an ASGI server sees it."""

from __future__ import annotations

import os

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accrue.settings")


class Application(ASGIHandler):
    """Django's handler, crossing into a request's thread once.

    Middlewares and nearly all views are synchronous; Django's own would go back and forth for each of those that could
    be either, at a quarter of a millisecond a time. Streams still run on the event loop: only making them does not.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)


django.setup(set_prefix=False)
application = Application()

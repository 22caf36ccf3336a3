from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_not_required
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from accrue.events.live import hub

# A page reconnects by itself, and then shows again who it is: a disabled user's stream ends.
LONGEST = 10 * 60
HEARTBEAT = 15


@login_not_required
async def live(request: HttpRequest) -> StreamingHttpResponse | HttpResponse:
    """Server-sent events named after the kinds of record that changed, without data: pages ask for what they may see.
    One more, `listening`, says that from now on none is missed.

    Whoever was signed out meanwhile gets nothing, rather than a page that takes the place of what they are typing.
    """
    if not (await request.auser()).is_authenticated:
        return HttpResponse(status=204)
    response = StreamingHttpResponse(_events(), content_type="text/event-stream")
    response["Cache-Control"] = "no-cache, no-transform"
    response["Content-Encoding"] = "identity"
    response["X-Accel-Buffering"] = "no"
    return response


async def _events() -> AsyncIterator[bytes]:
    # The connection that found out who asks goes back to the pool; else every open page would keep one.
    await sync_to_async(connections.close_all)()
    ends = time.monotonic() + LONGEST
    async with hub.listening() as queue:
        yield b"retry: 2000\n\n"
        while time.monotonic() < ends:
            try:
                kind = await asyncio.wait_for(queue.get(), HEARTBEAT)
                yield f"event: {kind}\ndata: changed\n\n".encode()
            except TimeoutError:
                yield b": still here\n\n"

"""Fans the database's notifications out to open pages: one listening connection a process."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from django.db import connections

from accrue.events.services import CHANNEL

log = logging.getLogger(__name__)
WAITING = 50
LISTENING = "listening"
"""Told to each page when it misses nothing from now on, and again after the database was lost for a while."""


class Hub:
    """Everybody who listens in this process. Lives on the event loop that first asked for it."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[str]] = set()
        self._task: asyncio.Task[None] | None = None
        self._hears = False

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[asyncio.Queue[str]]:
        """A queue of record kinds that changed. A page too slow to follow loses old news, never new."""
        queue: asyncio.Queue[str] = asyncio.Queue(WAITING)
        self._listeners.add(queue)
        if self._hears:
            queue.put_nowait(LISTENING)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen())
        try:
            yield queue
        finally:
            self._listeners.discard(queue)
            if not self._listeners and self._task is not None:
                self._task.cancel()
                self._task, self._hears = None, False

    async def _listen(self) -> None:
        while self._listeners:
            try:
                async with await psycopg.AsyncConnection.connect(
                    **_parameters(), autocommit=True
                ) as connection:
                    await connection.execute(f'LISTEN "{CHANNEL}"')
                    self._hears = True
                    self._tell([LISTENING])
                    async for notice in connection.notifies():
                        self._tell(json.loads(notice.payload))
            except psycopg.OperationalError as error:
                self._hears = False
                log.warning("live updates lost the database: %s", error)
                await asyncio.sleep(1)

    def _tell(self, kinds: list[str]) -> None:
        for queue in self._listeners:
            for kind in kinds:
                if queue.full():
                    queue.get_nowait()
                queue.put_nowait(kind)


def _parameters() -> dict[str, Any]:
    parameters = connections["default"].get_connection_params()
    return {key: value for key, value in parameters.items() if key not in ("cursor_factory", "context")}


hub = Hub()

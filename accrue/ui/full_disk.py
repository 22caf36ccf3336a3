"""A full disk: what was to be written is refused (503) and nothing torn is left; what only reads goes on."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.db import OperationalError
from django.http import HttpRequest

from accrue.errors import AccrueError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DATABASE_FULL = "53100"
SAID = (
    "There is no room left on the server, so nothing was saved. Try again once the administrator made room."
)


class NoRoom(AccrueError):
    status = 503

    def __init__(self) -> None:
        super().__init__("no_room", SAID)


def is_full(error: BaseException | None) -> bool:
    """Whether a write failed, of a file or of the database, because the disk is full."""
    if isinstance(error, OSError):
        return error.errno in FULL
    if isinstance(error, OperationalError):
        return getattr(error.__cause__, "sqlstate", "") == DATABASE_FULL
    return False


@contextmanager
def room_needed() -> Iterator[None]:
    """Raise NoRoom for a write that found the disk full."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise NoRoom from error
        raise


def refuse_torn(request: HttpRequest) -> None:
    """Raise NoRoom where an upload cannot be taken in whole."""
    len(request.POST)  # takes it in
    if getattr(request, "upload_is_torn", False):
        raise NoRoom


class UploadToDisk(TemporaryFileUploadHandler):
    """As Django's, but a full disk ends the upload in good order: the view is not asked, and the answer is 503."""

    def new_file(self, *args: Any, **options: Any) -> None:
        with self._stopping():
            super().new_file(*args, **options)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        with self._stopping():
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> Any:
        with self._stopping():
            self.file.flush()
            return super().file_complete(file_size)

    @contextmanager
    def _stopping(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if not is_full(error):
                raise
            with suppress(OSError, AttributeError):
                self.file.close()  # what it still holds cannot be written, and it would fail again later
            if self.request is not None:
                self.request.upload_is_torn = True  # type: ignore[attr-defined]  # read by refuse_torn
            raise StopUpload(connection_reset=False) from error

"""A file as an answer: saved, never opened in the browser, and without power there should it be opened after all."""

from __future__ import annotations

from typing import BinaryIO

from django.http import FileResponse


def as_attachment(file: BinaryIO, name: str, content_type: str = "application/octet-stream") -> FileResponse:
    """To be saved under `name`."""
    return _guarded(FileResponse(file, as_attachment=True, filename=name, content_type=content_type))


def as_picture(file: BinaryIO, content_type: str) -> FileResponse:
    """Shown within a page. Only for pictures that we drew ourselves."""
    response = _guarded(FileResponse(file, content_type=content_type))
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _guarded(response: FileResponse) -> FileResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response

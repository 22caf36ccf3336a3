"""The file of an export as an answer: never shown in the browser, never kept by it."""

from __future__ import annotations

from django.http import FileResponse

from accrue.errors import Conflict
from accrue.exchange.exporting.files import FORMS
from accrue.exchange.models import Export
from accrue.exchange.services.exporting import file_of


def download(found: Export) -> FileResponse:
    try:
        file = file_of(found).open("rb")
    except FileNotFoundError:
        message = "This file is not there any more. Export the list again."
        raise Conflict("exchange.no_file", message) from None
    response = FileResponse(
        file,
        as_attachment=True,
        filename=found.file_name,
        content_type=FORMS[found.form][1],
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store"
    return response

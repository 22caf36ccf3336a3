"""The file of an export as an answer: never shown in the browser, never kept by it."""

from __future__ import annotations

from django.http import FileResponse

from accrue.errors import Conflict
from accrue.exchange.exporting.files import FORMS
from accrue.exchange.models import Export
from accrue.exchange.services.everything import FORM
from accrue.exchange.services.exporting import file_of
from accrue.ui.attachments import as_attachment


def download(found: Export) -> FileResponse:
    try:
        file = file_of(found).open("rb")
    except FileNotFoundError:
        message = "This file is not there any more. Export the list again."
        raise Conflict("exchange.no_file", message) from None
    return as_attachment(
        file, found.file_name, "application/zip" if found.form == FORM else FORMS[found.form][1]
    )

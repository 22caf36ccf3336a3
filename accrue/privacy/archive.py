"""The file of a person's data as an answer."""

from __future__ import annotations

from django.http import HttpResponse

from accrue.privacy.models import DataExport


def as_download(found: DataExport) -> HttpResponse:
    return HttpResponse(
        bytes(found.content or b""),
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="personal-data-{found.person_id}.zip"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )

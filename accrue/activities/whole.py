"""The files of records, as they go into the export of the whole company."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from accrue.activities.keeping import path_of
from accrue.activities.models import FileVersion


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every version that is not in quarantine, under the kind and number of its record."""
    served = [FileVersion.State.CLEAN, FileVersion.State.UNCHECKED]
    rows = FileVersion.objects.filter(state__in=served).select_related("file").order_by("pk")
    for one in rows.iterator(chunk_size=2_000):
        name = re.sub(r"[^\w.\- ]|^\.+", "_", one.name)
        yield f"{one.file.kind}/{one.file.record_id}/{one.file_id}-v{one.number}-{name}", path_of(one.stored)

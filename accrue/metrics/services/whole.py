"""The facts tables, as they go into the export of the whole company."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from accrue.metrics.services.exporting import export_facts


def facts(folder: Path) -> Iterator[tuple[str, Path]]:
    """Parquet files and programme.toml. Raises Conflict where an order's currency has no rate."""
    written = export_facts(folder / "tables")
    for path in sorted(written.directory.iterdir()):
        yield path.name, path

"""How much one import may be. Every refusal says the limit it met."""

from __future__ import annotations

MOST_BYTES = 512 * 1024 * 1024
MOST_ROWS = 1_000_000
MOST_COLUMNS = 500
LONGEST_CELL = 32_767  # as spreadsheets have it
MOST_UNPACKED = 4 * 1024**3
MOST_SHARED_TEXT = 1024**3
BOMB_RATIO = 200
MOST_OLD_WORKBOOK = 64 * 1024 * 1024  # XLS: 65,536 rows at most, and none is streamed
SMALL_ARCHIVE = 50 * 1024 * 1024  # unpacked: so little is harmless however well it was packed


def said_bytes(count: int) -> str:
    """“512 MB”, “4 GB”."""
    return f"{count // 1024**3} GB" if count >= 1024**3 else f"{max(1, count // 1024**2)} MB"

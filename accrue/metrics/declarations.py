"""What this area declares to the floors below, and its own facts tables."""

from accrue.metrics import queries  # noqa: F401

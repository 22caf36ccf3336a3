"""Everything in one file, and back: the database, the uploaded files, and the proof that both are whole."""

from accrue.operations.backup.restoring import Destroyed, restore, what_would_be_destroyed
from accrue.operations.backup.taking import take

__all__ = ["Destroyed", "restore", "take", "what_would_be_destroyed"]

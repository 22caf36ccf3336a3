"""The verbs of changes of many records."""

from accrue.bulk.services.running import JOB, defer, run, step
from accrue.bulk.services.starting import AT_ONCE, MOST_TICKED, start, undo

__all__ = ["AT_ONCE", "JOB", "MOST_TICKED", "defer", "run", "start", "step", "undo"]

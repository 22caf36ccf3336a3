from accrue.quality.services.deciding import keep_apart, reopen_pair
from accrue.quality.services.merging import merge, undo_merge

__all__ = ["keep_apart", "merge", "reopen_pair", "undo_merge"]

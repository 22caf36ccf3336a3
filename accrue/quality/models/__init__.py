from accrue.quality.models.merges import Merge, Moved
from accrue.quality.models.pairs import DuplicateRules, Pair

__all__ = ["DuplicateRules", "Merge", "Moved", "Pair"]

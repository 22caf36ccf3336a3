from accrue.quality.models.merges import Merge, Moved
from accrue.quality.models.pairs import DuplicateRules, Pair
from accrue.quality.models.rules import Rule

__all__ = ["DuplicateRules", "Merge", "Moved", "Pair", "Rule"]

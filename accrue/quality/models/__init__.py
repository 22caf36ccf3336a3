from accrue.quality.models.health import HealthScore, HealthWeights, Issue, Mended, Mending, Problem
from accrue.quality.models.merges import Merge, Moved
from accrue.quality.models.pairs import DuplicateRules, Pair
from accrue.quality.models.rules import Rule

__all__ = [
    "DuplicateRules",
    "HealthScore",
    "HealthWeights",
    "Issue",
    "Mended",
    "Mending",
    "Merge",
    "Moved",
    "Pair",
    "Problem",
    "Rule",
]

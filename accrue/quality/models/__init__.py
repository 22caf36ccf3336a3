from accrue.quality.models.pairs import DuplicateRules, Pair

__all__ = ["DuplicateRules", "Pair"]

from accrue.quality.selectors.pairs import duplicate_rules, open_pairs, pair, queue, shown_reasons

__all__ = ["duplicate_rules", "open_pairs", "pair", "queue", "shown_reasons"]

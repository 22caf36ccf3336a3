from accrue.quality.services.deciding import keep_apart, reopen_pair
from accrue.quality.services.merging import merge, undo_merge
from accrue.quality.services.rules import change_rule, delete_rule, make_rule, switch_rule
from accrue.quality.services.scanning import request_scan
from accrue.quality.services.thresholds import change_thresholds

__all__ = [
    "change_rule",
    "change_thresholds",
    "delete_rule",
    "keep_apart",
    "make_rule",
    "merge",
    "reopen_pair",
    "request_scan",
    "switch_rule",
    "undo_merge",
]

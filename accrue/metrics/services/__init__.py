from accrue.metrics.services.answering import answer_measures, ask_measures
from accrue.metrics.services.exporting import Exported, Snapshot, export_facts, refresh_facts
from accrue.metrics.services.values import refresh_values, request_values

__all__ = [
    "Exported",
    "Snapshot",
    "answer_measures",
    "ask_measures",
    "export_facts",
    "refresh_facts",
    "refresh_values",
    "request_values",
]

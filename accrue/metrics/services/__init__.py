from accrue.metrics.services.answering import answer_measures, ask_measures
from accrue.metrics.services.company import Measured, company_answers, measure_now
from accrue.metrics.services.exporting import (
    Exported,
    Snapshot,
    export_facts,
    rebuild_facts,
    refresh_facts,
)
from accrue.metrics.services.values import refresh_values, request_values

__all__ = [
    "Exported",
    "Measured",
    "Snapshot",
    "answer_measures",
    "ask_measures",
    "company_answers",
    "export_facts",
    "measure_now",
    "rebuild_facts",
    "refresh_facts",
    "refresh_values",
    "request_values",
]

from accrue.metrics.services.exporting import Exported, Snapshot, export_facts, refresh_facts
from accrue.metrics.services.values import refresh_values, request_values

__all__ = ["Exported", "Snapshot", "export_facts", "refresh_facts", "refresh_values", "request_values"]

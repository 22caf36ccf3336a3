from accrue.metrics.models.answers import MeasureAnswer, PersonValue, ValueModel

__all__ = ["MeasureAnswer", "PersonValue", "ValueModel"]

from accrue.metrics.models.answers import MeasureAnswer, PersonValue, ValueModel
from accrue.metrics.models.dashboards import (
    Dashboard,
    DashboardMail,
    DashboardReader,
    Every,
    Sharing,
)
from accrue.metrics.models.touched import Touched

__all__ = [
    "Dashboard",
    "DashboardMail",
    "DashboardReader",
    "Every",
    "MeasureAnswer",
    "PersonValue",
    "Sharing",
    "Touched",
    "ValueModel",
]

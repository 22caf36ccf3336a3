"""Who may call what of measures and dashboards."""

from __future__ import annotations

from tests.access.policy import Policy, may

REVENUE = {"name": "revenue"}
DAYS = {"first": "2026-01-01", "last": "2026-03-31"}

MEASURING: dict[str, dict[str, Policy]] = {
    "dashboards/": {"GET": may("see", "measure")},
    "dashboards/measures/": {"GET": may("see", "measure")},
    "dashboards/measures/<slug:name>/": {"GET": may("see", "measure", args=REVENUE)},
    "dashboards/measures/<slug:name>/records/": {"GET": may("see", "measure", args=REVENUE)},
    "dashboards/<slug:key>/": {"GET": may("see", "measure", args={"key": "sales"})},
    "api/v1/measures": {"GET": may("see", "measure")},
    "api/v1/measures/<slug:name>": {"GET": may("see", "measure", args=REVENUE, query=DAYS)},
}

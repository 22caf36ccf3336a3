"""Who may call what of filters and saved views."""

from __future__ import annotations

from tests.access.policy import Policy, may

FILTERING: dict[str, dict[str, Policy]] = {
    "api/v1/filters/<kind>": {"GET": may("see", "deal", args={"kind": "deal"})},
}

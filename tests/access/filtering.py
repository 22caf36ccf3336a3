"""Who may call what of filters and saved views."""

from __future__ import annotations

from tests.access.policy import Policy, may, signed_in

FILTERING: dict[str, dict[str, Policy]] = {
    "api/v1/search": {"GET": signed_in(query={"q": "north"})},
    "api/v1/filters/<kind>": {"GET": may("see", "deal", args={"kind": "deal"})},
}

"""Who may call what: every route and method there is. A route that is not here, or no longer there, is red."""

from __future__ import annotations

from tests.access.policy import Policy, public, signed_in

ROUTES: dict[str, dict[str, Policy]] = {
    # Every page's palette
    "palette/": {"GET": signed_in()},
    # The API's own pages
    "api/v1/openapi.json": {"GET": public()},
    "api/v1/docs": {"GET": public()},
}

# Routes of libraries whose doors are tried by tests/access/test_sign_in.py, not by this walk.
ELSEWHERE: tuple[str, ...] = ("sign-in/",)
# Streams do not end by themselves; tests/access/test_live.py tries them.
STREAMS: tuple[str, ...] = ("live/",)

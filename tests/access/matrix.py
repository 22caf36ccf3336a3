"""Who may call what: every route and method there is. A route that is not here, or no longer there, is red."""

from __future__ import annotations

from tests.access.activities import ACTIVITIES, OWN_WORDS
from tests.access.billing import BILLING
from tests.access.bulk import BULK
from tests.access.contacts import CONTACTS
from tests.access.customising import CUSTOMISING
from tests.access.exchange import EXCHANGE
from tests.access.filtering import FILTERING
from tests.access.measuring import MEASURING
from tests.access.people import PEOPLE
from tests.access.policy import Policy, may, public, signed_in
from tests.access.privacy import PRIVACY
from tests.access.quality import QUALITY
from tests.access.roi import OWN_WORK, ROI
from tests.access.selling import SELLING

ROUTES: dict[str, dict[str, Policy]] = {
    # Where one begins, and what every page finds
    "": {"GET": signed_in()},
    "palette/": {"GET": signed_in()},
    # What machines ask; /metrics answers only this machine or a token (accrue/operations/tests/test_probes.py)
    "healthz": {"GET": public()},
    "readyz": {"GET": public()},
    "metrics": {"GET": public()},
    # Keeping the house running
    "health/": {"GET": may("see", "system")},
    "health/jobs/": {"GET": may("see", "system")},
    "health/jobs/run-again/": {"POST": may("edit", "system")},
    "health/jobs/<int:job_id>/run-again/": {"POST": may("edit", "system", args={"job_id": 1})},
    "health/jobs/<int:job_id>/discard/": {"POST": may("delete", "system", args={"job_id": 1})},
    # The API's own pages
    "api/v1/openapi.json": {"GET": public()},
    "api/v1/docs": {"GET": public()},
    **PEOPLE,
    **SELLING,
    **BILLING,
    **ROI,
    **CONTACTS,
    **MEASURING,
    **CUSTOMISING,
    **FILTERING,
    **QUALITY,
    **EXCHANGE,
    **BULK,
    **PRIVACY,
    **ACTIVITIES,
}

# Routes of libraries whose doors are tried by tests/access/sign_in, not by this walk.
ELSEWHERE: tuple[str, ...] = (
    # A file for whoever asked for it and nobody else: accrue/privacy/tests/test_exporting.py
    "personal-data/exports/<int:export_id>/",
    "api/v1/personal-data/exports/<int:export_id>",
    "api/v1/personal-data/exports/<int:export_id>/file",
    "sign-in/",
    "^sign-in/",
    "me/factors/",
    "me/password/",
    # One's own token and nobody else's: tests/access/test_own_things.py
    "me/tokens/<int:token_id>/revoke/",
    *OWN_WORK,
    *OWN_WORDS,
)
# Streams do not end by themselves; tests/access/test_live.py tries them.
STREAMS: tuple[str, ...] = ("live/",)

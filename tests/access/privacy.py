"""Who may call what of personal data, and the records this is tried on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accrue import clock
from accrue.privacy.models import Erasure, RetentionRule
from accrue.privacy.services.consents import record_consent
from tests.access.policy import Policy, may
from tests.access.sample import Sample, makes


@makes("consent")
def consent(sample: Sample) -> Any:
    return record_consent(
        actor=sample["rep"],
        person_id=sample.id("person"),
        purpose="newsletter",
        is_given=True,
        how="form",
        evidence="She ticked the box",
        source="The form",
    )


@makes("retention rule")
def retention_rule(sample: Sample) -> RetentionRule:
    return RetentionRule.objects.create(name="Old leads", months=24, changed_by=sample["rep"])


@makes("erasure")
def erasure(sample: Sample) -> Erasure:
    return Erasure.objects.create(
        person_id=sample.id("person"), digest="x", why="asked", due_at=clock.now() + timedelta(days=9)
    )


ONE = {"person_id": "@person"}
CONSENT = {
    "purpose": "newsletter",
    "is_given": "yes",
    "how": "agent",
    "basis": "consent",
    "evidence": "She said so",
}
RULE = {"name": "Old", "months": 12, "waiting_days": 7, "shape": "[0, []]"}
API_RULE = {"name": "Old", "months": 12}
PRIVACY: dict[str, dict[str, Policy]] = {
    "people/<int:pk>/consents/panel/": {"GET": may("see", "person", on="person", args={"pk": "@person"})},
    "people/<int:person_id>/consents/": {
        "GET": may("see", "person", on="person", args=ONE),
        "POST": may("edit", "person", on="person", args=ONE, data=CONSENT),
    },
    "people/<int:person_id>/personal-data/": {"GET": may("see", "privacy", args=ONE)},
    "people/<int:person_id>/personal-data/erase/": {
        "POST": may("delete", "privacy", args=ONE, data={"name": "x", "why": "asked"})
    },
    "people/<int:person_id>/personal-data/export/": {"POST": may("export", "privacy", args=ONE)},
    "personal-data/": {"GET": may("see", "privacy")},
    "personal-data/kept/": {"GET": may("see", "privacy")},
    "personal-data/erasures/<int:erasure_id>/stop/": {
        "POST": may("delete", "privacy", args={"erasure_id": "@erasure"})
    },
    "personal-data/rules/new/": {
        "GET": may("create", "privacy"),
        "POST": may("create", "privacy", data=RULE),
    },
    "personal-data/rules/<int:rule_id>/": {
        "GET": may("edit", "privacy", args={"rule_id": "@retention rule"}),
        "POST": may("edit", "privacy", args={"rule_id": "@retention rule"}, data=RULE),
    },
    "personal-data/rules/<int:rule_id>/delete/": {
        "POST": may("delete", "privacy", args={"rule_id": "@retention rule"})
    },
    "api/v1/people/<int:person_id>/consents": {
        "GET": may("see", "person", on="person", args=ONE),
        "POST": may("edit", "person", on="person", args=ONE, data=CONSENT | {"is_given": True}),
    },
    "api/v1/people/<int:person_id>/consents/now": {"GET": may("see", "person", on="person", args=ONE)},
    "api/v1/personal-data/exports": {"POST": may("export", "privacy", data={"person_id": "@person"})},
    "api/v1/retention-rules": {
        "GET": may("see", "privacy"),
        "POST": may("create", "privacy", data=API_RULE),
    },
    "api/v1/retention-rules/<int:rule_id>": {
        "GET": may("see", "privacy", args={"rule_id": "@retention rule"}),
        "PATCH": may(
            "edit", "privacy", args={"rule_id": "@retention rule"}, data={"version": 1, "months": 9}
        ),
        "DELETE": may("delete", "privacy", args={"rule_id": "@retention rule"}),
    },
    "api/v1/retention-rules/<int:rule_id>/today": {
        "GET": may("see", "privacy", args={"rule_id": "@retention rule"})
    },
    "api/v1/erasures": {
        "GET": may("see", "privacy"),
        "POST": may("delete", "privacy", data={"person_id": "@person", "name": "x"}),
    },
    "api/v1/erasures/<int:erasure_id>/stop": {
        "POST": may("delete", "privacy", args={"erasure_id": "@erasure"})
    },
}

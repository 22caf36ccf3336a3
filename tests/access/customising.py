"""Who may call what of custom fields, and of what stands in them."""

from __future__ import annotations

from typing import Any

from accrue.filters.custom.checking import slug
from accrue.filters.custom.models import CustomField
from accrue.filters.custom.services import archive_field, make_field
from tests.access.policy import Policy, Values, may
from tests.access.sample import Sample, canary, makes

LABEL = canary("custom_field", "label")


@makes("custom_field")
def custom_field(sample: Sample) -> CustomField:
    return make_field(actor=sample["administrator"], kind="person", label=LABEL, type="text")


@makes("archived custom_field")
def archived(sample: Sample) -> CustomField:
    made = make_field(actor=sample["administrator"], kind="person", label="Put away", type="text")
    return archive_field(actor=sample["administrator"], field_id=made.pk)


def _one(action: str, data: Values | None = None, on: str = "custom_field", **args: Any) -> Policy:
    return may(action, "custom_field", on=on, args={"field_id": f"@{on}", **args}, data=data)


def _kind(action: str, data: Values | None = None, query: Values | None = None) -> Policy:
    return may(action, "custom_field", args={"kind": "person"}, data=data, query=query)


VALUE = {"kind": "person", "record_id": "@person", "key": slug(LABEL), "version": 1}
CUSTOMISING: dict[str, dict[str, Policy]] = {
    "fields/": {"GET": may("see", "custom_field")},
    "fields/<slug:kind>/": {"GET": _kind("see")},
    "fields/<slug:kind>/layout/": {
        "GET": _kind("edit"),
        "POST": _kind("edit", {"do": "look"}),
    },
    "api/v1/layouts/<slug:kind>": {
        "GET": _kind("see"),
        "PUT": _kind("edit", {"sections": [{"title": "Details", "fields": ["email"]}]}),
        "DELETE": _kind("edit"),
    },
    "fields/<slug:kind>/new/": {
        "GET": _kind("create", query={"type": "text"}),
        "POST": _kind("create", {"label": "New"}, {"type": "text"}),
    },
    "fields/<int:field_id>/version/<int:version>/": {
        "GET": _one("edit", version=1),
        "POST": _one("edit", {"label": "New"}, version=1),
    },
    "fields/<int:field_id>/move/<slug:way>/": {"POST": _one("edit", way="up")},
    "fields/<int:field_id>/archive/": {"POST": _one("delete")},
    "fields/<int:field_id>/restore/": {"POST": _one("delete", on="archived custom_field")},
    "fields/<int:field_id>/delete/": {
        "GET": _one("delete", on="archived custom_field"),
        "POST": _one("delete", {"values": "0"}, on="archived custom_field"),
    },
    "api/v1/custom-fields/<slug:kind>": {
        "GET": _kind("see"),
        "POST": _kind("create", {"label": "New", "type": "text"}),
    },
    "api/v1/custom-fields/<slug:kind>/order": {"PUT": _kind("edit", {"keys": []})},
    "api/v1/custom-fields/fields/<int:field_id>": {
        "PATCH": _one("edit", {"label": "New", "version": 1}),
        "DELETE": _one("delete", on="archived custom_field"),
    },
    "api/v1/custom-fields/fields/<int:field_id>/archive": {"POST": _one("delete")},
    "api/v1/custom-fields/fields/<int:field_id>/restore": {
        "POST": _one("delete", on="archived custom_field")
    },
    "records/<slug:kind>/<int:record_id>/fields/<slug:key>/<int:version>/": {
        "GET": may("edit", "person", on="person", args=VALUE),
        "POST": may("edit", "person", on="person", args=VALUE, data={f"custom_{slug(LABEL)}": "x"}),
    },
}

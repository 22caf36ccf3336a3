"""Who may call what of duplicates, and the pair this is tried on."""

from __future__ import annotations

from typing import Any

from accrue.contacts.models import Company, Person
from accrue.contacts.services import create_company, create_person
from accrue.quality.models import Mending, Merge, Pair, Problem, Rule
from accrue.quality.services import merge
from tests.access.policy import Policy, Values, may
from tests.access.sample import Sample, makes

RULES = {"wrong_merge_cost": 9, "missed_cost": 1, "automatic": "", "version": 1}
API_RULES = {"wrong_merge_cost": 9, "missed_cost": 1, "automatic_from": None, "version": 1}
ONE = {"pair_id": "@pair"}


@makes("pair")
def pair(sample: Sample) -> Pair:
    twin = create_person(actor=sample["rep"], given_name="canary-person-given_name-7f3a twin")
    return Pair.objects.create(
        kind="person",
        left_id=sample.id("person"),
        right_id=twin.pk,
        certainty=0.9,
        reasons=[["email", "same canary-person-email-7f3a"]],
    )


@makes("twin")
def twin(sample: Sample) -> Person:
    """Somebody who may be merged into the sample person."""
    return create_person(actor=sample["rep"], given_name="canary-person-given_name-7f3a same")


@makes("company twin")
def company_twin(sample: Sample) -> Company:
    return create_company(actor=sample["rep"], name="canary-company-name-7f3a same")


@makes("merge")
def merged(sample: Sample) -> Merge:
    gone = create_person(actor=sample["rep"], given_name="canary-person-given_name-7f3a gone")
    kept = create_person(actor=sample["rep"], given_name="canary-person-given_name-7f3a kept")
    return merge(actor=sample["rep"], kind="person", keep_id=kept.pk, away_id=gone.pk, versions=(1, 1))


TWINS = {"person": "@twin", "company": "@company twin"}


def _merging(plural: str, kind: str) -> dict[str, dict[str, Policy]]:
    both = {"keep_id": f"@{kind}", "away_id": TWINS[kind]}
    one = {"keep_id": f"@{kind}"}
    versions = {"keep_version": 1, "away_version": 1}
    return {
        f"{plural}/<int:keep_id>/merges/": {"GET": may("see", kind, on=kind, args=one)},
        f"{plural}/<int:keep_id>/merge/": {"GET": may("delete", kind, on=kind, args=one)},
        f"api/v1/{plural}/<int:keep_id>/merge/<int:away_id>": {
            "GET": may("delete", kind, on=kind, args=both)
        },
        f"{plural}/merge/": {"GET": may("edit", kind, query={"ids": "17,42"})},
        f"{plural}/<int:keep_id>/merge/<int:away_id>/": {
            "GET": may("delete", kind, on=kind, args=both),
            "POST": may("delete", kind, on=kind, args=both, data=versions),
        },
    }


TWO: dict[str, Any] = {"kind": "person", "keep_id": "@person", "away_id": "@twin"}
RULE = {"rule_id": "@rule"}
LENGTH: Values = {"field": "job_title", "check": "length", "params": {"shortest": 2}}
TYPED: Values = {
    "field": "job_title",
    "check": "length",
    "shortest": "2",
    "message": "",
    "severity": "refuse",
    "version": 1,
}


@makes("rule")
def rule(sample: Sample) -> Rule:
    return Rule.objects.create(
        kind="person", field="segment", check_kind="length", params={"shortest": 1}, message="Write a segment",
        author=sample["rep"],
    )  # fmt: skip


@makes("problem")
def problem(sample: Sample) -> Problem:
    return Problem.objects.create(kind="person", what="standard", field="family_name", count=0)


@makes("mending")
def mending(sample: Sample) -> Mending:
    return Mending.objects.create(
        kind="person", field="family_name", state="done", owner=sample["rep"], changed=1
    )


MENDING = {"mending_id": "@mending"}
PERSON = {"kind": "person"}
WEIGHTS: Values = {"weight-email": "3", "stale_days": "30", "version": "1"}
QUALITY: dict[str, dict[str, Policy]] = {
    "quality/": {"GET": may("see", "rule")},
    "quality/<slug:kind>/": {"GET": may("see", "rule", args=PERSON)},
    "quality/<slug:kind>/look/": {"POST": may("edit", "rule", args=PERSON)},
    "quality/<slug:kind>/weights/": {
        "GET": may("edit", "rule", args=PERSON),
        "POST": may("edit", "rule", args=PERSON, data=WEIGHTS),
    },
    "quality/problems/<int:problem_id>/standardise/": {
        "POST": may("edit", "person", args={"problem_id": "@problem"})
    },
    "quality/mendings/<int:mending_id>/": {"GET": may("see", "mending", on="mending", args=MENDING)},
    "quality/mendings/<int:mending_id>/undo/": {"POST": may("edit", "mending", on="mending", args=MENDING)},
    "api/v1/health/<kind>": {"GET": may("see", "rule", args=PERSON)},
    "api/v1/health/<kind>/look": {"POST": may("edit", "rule", args=PERSON)},
    "api/v1/health/problems/<int:problem_id>/standardise": {
        "POST": may("edit", "person", args={"problem_id": "@problem"})
    },
    "api/v1/health/mendings/<int:mending_id>": {"GET": may("see", "mending", on="mending", args=MENDING)},
    "api/v1/health/mendings/<int:mending_id>/undo": {
        "POST": may("edit", "mending", on="mending", args=MENDING)
    },
    "rules/": {"GET": may("see", "rule")},
    "rules/new/": {"GET": may("create", "rule"), "POST": may("create", "rule", data=TYPED)},
    "rules/<int:rule_id>/": {"GET": may("see", "rule", args=RULE)},
    "rules/<int:rule_id>/edit/": {
        "GET": may("edit", "rule", args=RULE),
        "POST": may("edit", "rule", args=RULE, data=TYPED),
    },
    "rules/<int:rule_id>/switch/": {"POST": may("edit", "rule", args=RULE, data={"on": "0"})},
    "rules/<int:rule_id>/delete/": {"POST": may("delete", "rule", args=RULE)},
    "api/v1/rules": {
        "GET": may("see", "rule"),
        "POST": may("create", "rule", data={"kind": "person", **LENGTH}),
    },
    "api/v1/rules/<int:rule_id>": {
        "GET": may("see", "rule", args=RULE),
        "PATCH": may("edit", "rule", args=RULE, data={**LENGTH, "version": 1}),
        "DELETE": may("delete", "rule", args=RULE),
    },
    "api/v1/rules/<int:rule_id>/switch": {"POST": may("edit", "rule", args=RULE, data={"is_on": False})},
    "api/v1/rules/<int:rule_id>/broken": {"GET": may("see", "rule", args=RULE)},
    "duplicates/": {"GET": may("see", "person")},
    "duplicates/companies/": {"GET": may("see", "company")},
    "duplicates/scan/": {"GET": may("edit", "person"), "POST": may("edit", "person")},
    "duplicates/rules/": {"GET": may("edit", "system"), "POST": may("edit", "system", data=RULES)},
    "duplicates/<int:pair_id>/": {"GET": may("see", "person", on="person", args=ONE)},
    "duplicates/<int:pair_id>/apart/": {"POST": may("edit", "person", on="person", args=ONE)},
    "duplicates/<int:pair_id>/reopen/": {"POST": may("edit", "person", on="person", args=ONE)},
    "api/v1/duplicates/scans": {"POST": may("edit", "person")},
    "api/v1/duplicates/scans/latest": {"GET": may("edit", "person")},
    "api/v1/duplicates/rules": {
        "GET": may("edit", "system"),
        "PUT": may("edit", "system", data=API_RULES),
    },
    "api/v1/duplicates": {"GET": may("see", "person")},
    "api/v1/duplicates/<int:pair_id>": {"GET": may("see", "person", on="person", args=ONE)},
    "api/v1/duplicates/<int:pair_id>/apart": {"POST": may("edit", "person", on="person", args=ONE)},
    "api/v1/duplicates/<int:pair_id>/reopen": {"POST": may("edit", "person", on="person", args=ONE)},
    **_merging("people", "person"),
    **_merging("companies", "company"),
    "merges/": {"GET": may("see", "person")},
    "merges/companies/": {"GET": may("see", "company")},
    "merges/<int:merge_id>/undo/": {
        "POST": may("delete", "person", on="person", args={"merge_id": "@merge"})
    },
    "api/v1/merges": {
        "GET": may("see", "person"),
        "POST": may("delete", "person", on="person", data={**TWO, "keep_version": 1, "away_version": 1}),
    },
    "api/v1/merges/<int:merge_id>/undo": {
        "POST": may("delete", "person", on="person", args={"merge_id": "@merge"})
    },
}

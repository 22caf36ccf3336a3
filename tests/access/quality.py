"""Who may call what of duplicates, and the pair this is tried on."""

from __future__ import annotations

from accrue.contacts.services import create_person
from accrue.quality.models import Pair
from tests.access.policy import Policy, may
from tests.access.sample import Sample, makes

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


QUALITY: dict[str, dict[str, Policy]] = {
    "duplicates/": {"GET": may("see", "person")},
    "duplicates/companies/": {"GET": may("see", "company")},
    "duplicates/<int:pair_id>/": {"GET": may("see", "person", on="person", args=ONE)},
    "duplicates/<int:pair_id>/apart/": {"POST": may("edit", "person", on="person", args=ONE)},
    "duplicates/<int:pair_id>/reopen/": {"POST": may("edit", "person", on="person", args=ONE)},
    "api/v1/duplicates": {"GET": may("see", "person")},
    "api/v1/duplicates/<int:pair_id>": {"GET": may("see", "person", on="person", args=ONE)},
    "api/v1/duplicates/<int:pair_id>/apart": {"POST": may("edit", "person", on="person", args=ONE)},
    "api/v1/duplicates/<int:pair_id>/reopen": {"POST": may("edit", "person", on="person", args=ONE)},
}

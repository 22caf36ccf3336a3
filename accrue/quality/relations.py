"""What is known to point to people and companies, as merging names it. A test compares it with the models."""

from __future__ import annotations

from accrue.contacts.relations import Relation

FOLLOWS: dict[str, tuple[str, str]] = {
    "sales.Deal.person": ("deal", "deals"),
    "sales.Deal.company": ("deal", "deals"),
    "billing.Order.person": ("order", "orders"),
    "billing.Order.company": ("order", "orders"),
    "contacts.Person.company": ("person", "people"),
    "contacts.Person.merged_into": ("record merged before", "records merged before"),
    "contacts.Company.merged_into": ("record merged before", "records merged before"),
    "exchange.ExternalId.record_id": ("key of another system", "keys of other systems"),
    "activities.Tagging.record_id": ("tag", "tags"),
    "activities.Comment.record_id": ("comment", "comments"),
    "activities.File.record_id": ("file", "files"),
    "activities.Follower.record_id": ("follower", "followers"),
    "activities.Notice.record_id": ("", ""),
    "filters.Opening.record_id": ("", ""),
}
"""Relations whose rows go along, and what one and many of them are called; nothing where nobody needs to know."""
STAYS = {
    "events.Event.subject_id": "the timeline of the kept record shows it",
    "events.Mention.record_id": "the timeline of the kept record shows it",
    "experiments.Assignment.person": "see docs/decisions: arms after a merge",
    "metrics.PersonValue.person": "worked out anew",
    "privacy.Consent.person": "what either said counts for both, and parts again",
    "privacy.DataExport.person": "a file of whoever it was asked of",
    "privacy.Erasure.person": "of whoever it was asked for, with everybody merged into them",
}
"""Relations whose rows stay where they are, and what is done instead. History needs no line."""


def called(relation: Relation) -> tuple[str, str]:
    """What one row and many rows are called."""
    meta = relation.model._meta
    return FOLLOWS.get(relation.key, (str(meta.verbose_name), str(meta.verbose_name_plural)))


def is_told(relation: Relation) -> bool:
    """Whether people are told how many go along."""
    return bool(called(relation)[0])


def counted(number: int, relation: Relation) -> str:
    """“1 deal”, “12 deals”."""
    return f"{number:,} {called(relation)[number != 1]}"

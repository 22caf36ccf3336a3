"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from accrue.events.data_map import Fate, Table, declare, declare_facts

declare(
    Table(
        model="privacy.RetentionRule",
        whose="person",
        sweep=True,
        personal={"name": "what it is called", "filter": "whom it is about, which may name somebody"},
        plain="id months waiting_days is_on changed_by created_at ran_at deleted_at version",
    ),
    Table(
        model="privacy.Erasure",
        plain=("id person digest state why rule asked_by asked_at due_at ended_at ended_by held_by counts"),
    ),
    Table(
        model="privacy.Consent",
        whose="person",
        by="person",
        label="Consents",
        personal={
            "evidence": "to prove what they agreed to",
            "source": "to prove where they did",
        },
        plain="id person purpose is_given basis how at expires_at recorded_at recorded_by",
    ),
    Table(
        model="privacy.DataExport",
        whose="person",
        by="person",
        fate=Fate.DELETE,
        label="Exports of the person",
        personal={"content": "what they asked for: everything of theirs"},
        plain="id person asked_by asked_at made_at size",
    ),
)
declare_facts(
    whose="",
    personal={},
    plain="ConsentGiven.purpose,basis ConsentWithdrawn.purpose ErasurePlanned.why,due ErasureStopped.why RetentionRuleSaved.name",
)

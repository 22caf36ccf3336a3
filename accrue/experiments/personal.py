"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from accrue.events.data_map import Table, declare, declare_facts

declare(
    Table(
        model="experiments.Experiment",
        plain=("id key name hypothesis seed starts_at ends_at window_days owner team created_at version"),
    ),
    Table(
        model="experiments.Arm",
        plain="id experiment name planned_share position",
    ),
    Table(
        model="experiments.Assignment",
        whose="person",
        by="person",
        label="Experiments",
        kept={
            "arm": "one word out of a few, without which the measured effect would change",
            "pre_value": "an amount without a name",
        },
        personal={"arm": "to measure what an offer brings", "pre_value": "to measure it more sharply"},
        plain="id experiment person assigned_at",
    ),
    Table(
        model="experiments.Look",
        plain="id experiment at by source arm measure value_minor low_minor high_minor currency",
    ),
)
declare_facts(
    whose="",
    personal={},
    plain=(
        "ExperimentEnded.key ExperimentLookedAt.key,source ExperimentStarted.key,arms PersonAssigned.key,arm"
    ),
)

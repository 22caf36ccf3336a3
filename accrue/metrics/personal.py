"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from accrue.events.data_map import Fate, Table, declare, declare_facts

declare(
    Table(
        model="metrics.ValueModel",
        plain=(
            "id book weeks currency customers repeat_customers first_day last_day parameters "
            "holdout refusals spend_refusals fingerprint seed computed_at"
        ),
    ),
    Table(
        model="metrics.PersonValue",
        whose="person",
        by="person",
        label="Customer value",
        kept=dict.fromkeys(
            ("observed", "p_alive", "purchases", "value_minor"),
            "numbers under an id, worked out anew each night from orders that stay",
        ),
        personal={
            "observed": "to foresee what they will buy",
            "p_alive": "to foresee it",
            "purchases": "to foresee it",
            "value_minor": "to foresee it",
        },
        plain=(
            "id person model frequency recency purchases_low purchases_high value_low_minor value_high_minor"
        ),
    ),
    Table(
        model="metrics.MeasureAnswer",
        whose="person",
        fate=Fate.DELETE,
        sweep=True,
        personal={"answer": "figures by source, segment or country, which may be one person's alone"},
        plain="id key question error fingerprint asked_at answered_at",
    ),
    Table(
        model="metrics.Dashboard",
        plain=(
            "id name about owner team sharing tiles every day hour scheduled_at answered_at "
            "created_at deleted_at version"
        ),
    ),
    Table(
        model="metrics.Touched",
        plain="id relation block",
    ),
    Table(
        model="metrics.DashboardReader",
        plain="id dashboard user",
    ),
    Table(
        model="metrics.DashboardMail",
        whose="user",
        personal={"error": "why a mail came back"},
        plain="id dashboard user at state attempts sent_at",
    ),
)
declare_facts(
    whose="",
    personal={},
    plain=(
        "DashboardChanged.what DashboardDeleted.name DashboardMade.name,copy_of "
        "DashboardRestored.name DashboardScheduled.every DashboardShared.sharing"
    ),
)
declare_facts(
    whose="user",
    personal={"DashboardSent.name": "whom it was about"},
    plain=(""),
)

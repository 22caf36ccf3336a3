"""What this area declares to the floors below."""

from accrue.accounts.kinds import RecordKind, declare_kind

declare_kind(RecordKind("pipeline", "Pipeline", "Pipelines", "sales.Pipeline", owner=None, team=None))
declare_kind(
    RecordKind(
        "deal",
        "Deal",
        "Deals",
        "sales.Deal",
        fields=("amount", "expected_close", "person", "company", "owner", "source", "lost_reason"),
    )
)

"""What this area declares to the floors below."""

from accrue.accounts.kinds import RecordKind, declare_kind

declare_kind(RecordKind("programme", "Programme", "Programmes", "roi.Programme", owner=None, team=None))
declare_kind(
    RecordKind(
        "cost",
        "Cost",
        "Costs",
        "roi.Cost",
        owner="entered_by",
        team=None,
        fields=("category", "amount", "incurred_on", "note", "attachment"),
    )
)
declare_kind(RecordKind("statement", "Statement", "Statements", "roi.Statement", owner=None, team=None))

"""What this area declares to the floors below."""

from accrue.accounts.access import access_of
from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.accounts.models import User
from accrue.roi import facts, rollout  # noqa: F401  (register the facts tables of costs, teams and the programme)
from accrue.ui import panels
from accrue.ui.navigation import NavItem, register

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


def may_see_return(person: object) -> bool:
    return isinstance(person, User) and access_of(person).may("statement", "see")


register(
    NavItem(
        "Prove",
        "roi",
        "Return",
        "chart-line",
        "roi:home",
        hotkey="g r",
        order=10,
        may=may_see_return,
        on_phone=True,
    )
)
panels.register(
    panels.Panel(
        "experiment", "earned", "What it earned", "roi:experiment_panel", order=10, may=may_see_return
    )
)
panels.register(panels.Panel("person", "value", "Predicted value", "roi:person_value", order=30, waits=True))

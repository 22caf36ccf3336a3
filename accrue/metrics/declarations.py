"""What this area declares to the floors below, and its own facts tables."""

from accrue.accounts.access import access_of
from accrue.accounts.kinds import RecordKind, Scope, declare_kind
from accrue.accounts.models import User
from accrue.events import whole
from accrue.metrics import queries  # noqa: F401  (registers the facts tables)
from accrue.metrics.services.whole import facts
from accrue.ui.navigation import NavItem, register

declare_kind(
    RecordKind("measure", "Measure", "Measures", "metrics.MeasureAnswer", owner=None, team=None, by_team=True)
)
declare_kind(RecordKind("dashboard", "Dashboard", "Dashboards", "metrics.Dashboard", url_name="metrics:own"))


def may_see_measures(person: object) -> bool:
    return isinstance(person, User) and access_of(person).scope("measure", "see").reach >= Scope.TEAM.reach


register(
    NavItem(
        "Prove",
        "dashboards",
        "Dashboards",
        "chart-column",
        "metrics:home",
        hotkey="g b",
        order=20,
        may=may_see_measures,
    )
)
whole.register(
    whole.Part("facts", "The facts tables that the return is measured from, also by the command line", facts)
)

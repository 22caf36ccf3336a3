"""What this area declares to the floors below."""

from accrue.accounts.access import access_of
from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.accounts.models import User
from accrue.ui.navigation import NavItem, register
from accrue.ui.registry import Person

declare_kind(RecordKind("system", "System", "System", "operations.JobFailure", owner=None, team=None))


def may_see_system(person: Person) -> bool:
    return isinstance(person, User) and access_of(person).may("system", "see")


register(NavItem("Run", "health", "Health", "activity", "operations:health", order=900, may=may_see_system))
register(
    NavItem(
        "Run",
        "failed-jobs",
        "Failed jobs",
        "circle-alert",
        "operations:failed_jobs",
        order=910,
        may=may_see_system,
    )
)

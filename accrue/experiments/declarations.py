"""What this area declares to the floors below."""

from accrue.accounts.access import access_of
from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.accounts.models import User
from accrue.ui.navigation import NavItem, register

declare_kind(RecordKind("experiment", "Experiment", "Experiments", "experiments.Experiment"))


def may_see_experiments(person: object) -> bool:
    return isinstance(person, User) and access_of(person).may("experiment", "see")


register(
    NavItem(
        "Prove",
        "experiments",
        "Experiments",
        "flask-conical",
        "experiments:experiments",
        hotkey="g x",
        order=20,
        may=may_see_experiments,
    )
)

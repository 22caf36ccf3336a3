from accrue.roi.services.baselines import freeze_baseline
from accrue.roi.services.benefits import declare_benefit, withdraw_benefit
from accrue.roi.services.costs import (
    approve_cost,
    attach_receipt,
    change_cost,
    enter_cost,
    enter_costs,
    set_budget,
    withdraw_cost,
)
from accrue.roi.services.goals import drop_goal, set_goal
from accrue.roi.services.programme import exclude_team, include_team, mark_simulated, set_programme

__all__ = [
    "approve_cost",
    "attach_receipt",
    "change_cost",
    "declare_benefit",
    "drop_goal",
    "enter_cost",
    "enter_costs",
    "exclude_team",
    "freeze_baseline",
    "include_team",
    "mark_simulated",
    "set_budget",
    "set_goal",
    "set_programme",
    "withdraw_benefit",
    "withdraw_cost",
]

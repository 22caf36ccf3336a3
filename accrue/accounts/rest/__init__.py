"""What every area's API shares: tokens, problem details, declared parameters, pages, idempotency."""

from accrue.accounts.rest.auth import TokenAuth, actor_of
from accrue.accounts.rest.paging import Page, page_of
from accrue.accounts.rest.problems import Problem, add_problem_handlers, problem
from accrue.accounts.rest.schemas import Body, only_declared_parameters

__all__ = [
    "Body",
    "Page",
    "Problem",
    "TokenAuth",
    "actor_of",
    "add_problem_handlers",
    "only_declared_parameters",
    "page_of",
    "problem",
]

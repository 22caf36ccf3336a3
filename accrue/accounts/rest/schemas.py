from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import Schema
from pydantic import ConfigDict

from accrue.accounts.rest.problems import problem


class Body(Schema):
    """Base of every request body: a key that is not declared is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


type Run = Callable[..., HttpResponseBase]


def only_declared_parameters(run: Run) -> Run:
    """Answer 400 to a query parameter the operation does not declare, before anything is asked of the database."""
    operation: Any = run.__self__  # type: ignore[attr-defined]  # ninja hands over the bound method
    declared = {
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }

    @wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if unknown := sorted(set(request.GET) - declared):
            known = ", ".join(sorted(declared)) or "none"
            return problem(
                400, "unknown_parameter", f"There is no parameter “{unknown[0]}” here. Known: {known}."
            )
        return run(request, **kwargs)

    return checked

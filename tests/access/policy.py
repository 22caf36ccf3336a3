"""The words in which a route says who may call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

type Values = Mapping[str, Any]


@dataclass(frozen=True)
class Policy:
    """Who may call one method of one route.

    `kind` and `action` name the grant; `on` the sample record it is asked of ("" = the kind as a whole). `args` fills
    the route's parameters and `data` the body; a value "@person" stands for the id of the sample person. `data` must be
    valid, so that only permission can refuse it.
    """

    who: Literal["public", "signed in", "may"]
    kind: str = ""
    action: str = ""
    on: str = ""
    args: Values = field(default_factory=dict)
    data: Values = field(default_factory=dict)
    query: Values = field(default_factory=dict)
    hides: bool = True  # answers 404 to those who may not see the record
    writes: bool = False  # a token needs the scope to write, though whoever sees the record may do it


def public(*, args: Values | None = None, data: Values | None = None) -> Policy:
    """Anybody, signed in or not."""
    return Policy("public", args=args or {}, data=data or {})


def signed_in(
    *, args: Values | None = None, data: Values | None = None, query: Values | None = None
) -> Policy:
    """Anybody who works here; what they see is their own."""
    return Policy("signed in", args=args or {}, data=data or {}, query=query or {})


def may(
    action: str,
    kind: str,
    *,
    on: str = "",
    args: Values | None = None,
    data: Values | None = None,
    query: Values | None = None,
    writes: bool = False,
) -> Policy:
    """Those with a grant for `action` on `kind`, at all or on the sample record `on`."""
    return Policy("may", kind, action, on, args or {}, data or {}, query or {}, writes=writes)

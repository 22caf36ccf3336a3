"""What is measured: the floor's address, the product's, and the goal between them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flow:
    """`goal` is the product's CPU against the floor's, or against the product's own of another flow (`against`).

    `queries` is the most it may ask of the database.
    """

    name: str
    floor: str
    product: str
    goal: float
    queries: int
    against: str = ""


def flows(person: int) -> list[Flow]:
    return [
        Flow("list, 50 rows", "/list", "/people/", 2.5, 8),
        Flow("search, hits", "/search?q=ander", "/people/?q=ander", 2.0, 8),
        # What is not there must not cost more than what is.
        Flow("search, no hit", "/search?q=qxqxq", "/people/?q=qxqxq", 1.0, 8, "search, hits"),
        # With the panels of all areas, which are drawn within the page.
        Flow("record page", f"/record/{person}", f"/people/{person}/", 5.0, 15),
        Flow("pipeline board", "/board", "/deals/", 2.0, 6),
        Flow("sum by stage and month", "/sum", "/deals/by-month/", 2.0, 6),
    ]

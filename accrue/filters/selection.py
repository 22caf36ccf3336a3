"""“All N matching”: the rows of a list, said so that a job can ask for them again later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accrue.accounts.models import User
from accrue.errors import Missing
from accrue.filters.compiling import narrowed
from accrue.filters.tree import EVERYTHING, Group, data_of, parse

type Rows = Callable[[User, str, bool], QuerySet[Any]]
_rows: dict[str, Rows] = {}


def register_rows(kind: str, rows: Rows) -> None:
    """How a kind's list is asked: `rows(actor, q, archived)`, scoped to what the actor may see, in no order."""
    _rows[kind] = rows


def kinds_with_rows() -> list[str]:
    return sorted(_rows)


@dataclass(frozen=True, slots=True)
class Selection:
    """What narrows a list. As JSON it is `{"kind", "q", "filter", "archived"}`."""

    kind: str
    q: str = ""
    tree: Group = EVERYTHING
    archived: bool = False

    def rows(self, actor: User) -> QuerySet[Any]:
        """The rows that this user may see of it, in no order. Raises Missing for a kind that has no list, and BadFilter."""
        if self.kind not in _rows:
            raise Missing
        return narrowed(actor, self.kind, _rows[self.kind](actor, self.q, self.archived), self.tree)

    @property
    def data(self) -> dict[str, Any]:
        return {"kind": self.kind, "q": self.q, "filter": data_of(self.tree), "archived": self.archived}

    @classmethod
    def of(cls, data: dict[str, Any]) -> Selection:
        """From what `data` gave. Raises BadFilter."""
        return cls(
            str(data["kind"]), str(data.get("q", "")), parse(data.get("filter")), bool(data.get("archived"))
        )

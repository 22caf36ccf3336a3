"""Where the figures of a statement lead to."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Addresses:
    """Of statement `number`; `on` off: nothing links further (PDF, published page)."""

    number: int
    on: bool

    def line(self, index: int) -> str:
        return self._of("roi:statement_line", index)

    def cost(self, category: str) -> str:
        return self._of("roi:statement_cost", category)

    def figure(self, key: str) -> str:
        return self._of("roi:statement_figure", key)

    def _of(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.number, *args]) if self.on else ""

"""Tiles with their answers, for a page, a mail or a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accrue import clock
from accrue.accounts.models import User
from accrue.metrics.services import ask_measures
from accrue.metrics.showing import Shown, shown
from accrue.metrics.tiles import Tile


@dataclass(frozen=True, slots=True)
class Laid:
    """The tiles of a dashboard in their order, for the days of a period."""

    tiles: tuple[Shown, ...]
    first: date
    last: date

    @property
    def is_waiting(self) -> bool:
        return any(tile.is_waiting for tile in self.tiles)

    @property
    def as_of(self) -> datetime | None:
        """The oldest figure."""
        return min((tile.at for tile in self.tiles if tile.at), default=None)


def laid(user: User, tiles: Sequence[Tile], period: str, days: tuple[date, date]) -> Laid:
    """What the user may see of each tile; what is not worked out yet waits."""
    today = clock.now().date()
    questions = [tile.question(period, days, today) for tile in tiles]
    answers = ask_measures(actor=user, questions=questions)
    found = tuple(
        shown(f"tile-{tile.key or i}", question, answer, tile.form, tile)
        for i, (tile, question, answer) in enumerate(zip(tiles, questions, answers, strict=True))
    )
    return Laid(found, *days)

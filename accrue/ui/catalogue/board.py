"""A board of a few cards that lives in the session."""

from __future__ import annotations

from typing import Any

LANES = {"new": "Qualified", "talks": "Discovery", "quote": "Proposal", "closed": "Closed"}
START = {
    "new": ["northwind", "helios", "kestrel"],
    "talks": ["polar", "saffron"],
    "quote": ["fernleaf"],
    "closed": [],
}


class Board:
    def __init__(self, session: Any) -> None:
        self.session = session
        self.cards: dict[str, list[str]] = session.get("catalogue_board") or {
            k: list(v) for k, v in START.items()
        }

    def lane_of(self, card: str) -> str:
        return next((lane for lane, cards in self.cards.items() if card in cards), "new")

    def move(self, card: str, lane: str, index: int) -> None:
        for cards in self.cards.values():
            if card in cards:
                cards.remove(card)
        self.cards[lane].insert(index, card)
        self.session["catalogue_board"] = self.cards

    @property
    def lanes(self) -> list[tuple[str, str]]:
        return list(LANES.items())

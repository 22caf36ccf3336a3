"""What people agreed to, as a file says it. The file is the evidence: its cell, word for word, and where it stood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accrue import clock
from accrue.exchange.converting import moment_of
from accrue.exchange.planning.item import Item, folded
from accrue.exchange.planning.links import Links
from accrue.filters.custom.values import NO, YES
from accrue.privacy.purposes import PURPOSES, How
from accrue.privacy.services.consents import Answer, record_consents

PREFIX = "consent_"
GIVEN_ON, EVIDENCE = "consent_at", "consent_evidence"
AGREES = YES | {
    "subscribed",
    "subscribe",
    "opted in",
    "opt in",
    "opt-in",
    "granted",
    "given",
    "agreed",
    "confirmed",
}
REFUSES = NO | {"unsubscribed", "unsubscribe", "opted out", "opt out", "opt-out", "denied", "withdrawn", "revoked", "refused", "none"}  # fmt: skip


class Agreed:
    """The consents in the rows of an import of people."""

    def __init__(self, links: Links, origin: str) -> None:
        self.links, self.origin = links, origin
        self.targets = {f"{PREFIX}{key}": key for key in PURPOSES}

    def prepare(self, item: Item) -> None:
        for target, purpose in self.targets.items():
            text = item.given.get(target, "")
            if text and (answer := _answer(text)) is not None:
                item.consents[purpose] = answer
            elif text:
                item.faults[target] = "Write yes or no."
        if item.given.get(GIVEN_ON):
            try:
                if self._moment(item) > clock.now():
                    item.faults[GIVEN_ON] = "This is in the future. Write when it was said."
            except ValueError as error:
                item.faults[GIVEN_ON] = str(error)

    def _moment(self, item: Item) -> datetime:
        return moment_of(item.given[GIVEN_ON], self.links.options.dates)

    def write(self, items: Sequence[Item]) -> None:
        """Record what rows say whose people are there now. What a person said later than the file counts on."""
        saying = [
            item
            for item in items
            if item.consents and item.record_id and item.state in ("created", "updated")
        ]
        pairs = [(item, purpose) for item in saying for purpose in item.consents]
        told = record_consents(
            actor=self.links.actor,
            answers=[self._said(item, purpose) for item, purpose in pairs],
            how=How.IMPORT,
            source=self.origin,
        )
        for (item, _), said in zip(pairs, told, strict=True):
            if isinstance(said, str):
                item.reason = f"{item.reason} {said}".strip()[:400]

    def _said(self, item: Item, purpose: str) -> Answer:
        words = item.given.get(EVIDENCE) or f"{PURPOSES[purpose].label}: “{item.given[PREFIX + purpose]}”"
        return Answer(
            person_id=item.record_id or 0,
            purpose=purpose,
            is_given=item.consents[purpose],
            evidence=f"{words} (row {item.number} of {self.origin})",
            at=self._moment(item) if item.given.get(GIVEN_ON) else None,
        )


def _answer(text: str) -> bool | None:
    said = folded(text)
    return True if said in AGREES else False if said in REFUSES else None

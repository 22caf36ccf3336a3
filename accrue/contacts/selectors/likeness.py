"""How sure it is that two records mean the same person or company, from what agrees and what differs.

Each comparison adds or takes bits of evidence (log2 of how much likelier it is between two records of the same than
between two strangers, after Fellegi and Sunter, 1969); they start below zero because two records that share a key are
still mostly strangers. 0 bits are a certainty of one half.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

LEAST = 0.5
"""What is less certain than this is not worth a look."""
PRIOR = {"person": -7.0, "company": -7.0}
SAME_NAME = {"person": 7.0, "company": 9.0}
SAME = {
    "person": {"email": 11.0, "phone": 7.0, "company": 3.5},
    "company": {"domain": 11.5, "email": 6.0, "phone": 5.0, "city": 1.5},
}
OTHER = {
    "person": {"email": -2.0, "phone": -0.5, "company": -1.0, "country": -1.0},
    "company": {"domain": -2.0, "city": -1.0, "country": -2.0},
}
WORDS = {"email": "e-mail", "domain": "website"}
DIGITS = re.compile(r"\d+")
STRONG = ("email", "domain", "phone")
ALIKE_EMAIL = 4.0

type Values = Mapping[str, str]


@dataclass(slots=True)
class Likeness:
    """Bits of evidence, and what speaks for it in words, the strongest first."""

    bits: float
    reasons: list[str] = field(default_factory=list)

    @property
    def certainty(self) -> float:
        return round(1 / (1 + math.exp2(-self.bits)), 4)


def likeness(kind: str, left: Values, right: Values) -> Likeness:
    """Compare two rows of `words` (the folded name) and lower-case `email`, `phone` (a key), `domain`, `company`, …

    What one of them lacks says nothing.
    """
    found = Likeness(PRIOR[kind])
    other = OTHER[kind]
    for name, bits in SAME[kind].items():
        mine, theirs = left.get(name, ""), right.get(name, "")
        if mine and mine == theirs:
            found.bits += bits
            found.reasons.append(f"same {WORDS.get(name, name)}")
        elif mine and theirs:
            found.bits += other.get(name, 0.0)
            if name == "email" and (alike := _alike_emails(mine, theirs)):
                found.bits += ALIKE_EMAIL
                found.reasons.append(f"e-mail {alike:.2f}")
    if left.get("country") and right.get("country") and left["country"] != right["country"]:
        found.bits += other["country"]
    _name(kind, found, left.get("words", ""), right.get("words", ""))
    return found


def by_key_alone(kind: str, name: str) -> float:
    """The certainty where nothing but one key may be compared."""
    return Likeness(PRIOR[kind] + SAME[kind][name]).certainty


def name_likeness(left: str, right: str) -> float:
    """0 … 1 for two folded names, whichever way round their words stand; swapped letters count as one slip. Branch 12 and
    branch 13 are two, however alike they are written.
    """
    here, there = (DIGITS.findall(name) for name in (left, right))
    if here and there and sorted(here) != sorted(there):
        return 0.0
    straight = OSA.normalized_similarity(left, right)
    if straight >= 0.9:
        return straight
    return max(
        straight, OSA.normalized_similarity(*(" ".join(sorted(name.split())) for name in (left, right)))
    )


def _name(kind: str, found: Likeness, left: str, right: str) -> None:
    if not left or not right:
        return
    alike = name_likeness(left, right)
    same = alike > 0.999
    found.bits += SAME_NAME[kind] if same else _bits_of(alike)
    if same or alike >= 0.7:
        strong = sum(reason.removeprefix("same ") in _STRONG_WORDS for reason in found.reasons)
        found.reasons.insert(strong, "same name" if same else f"name {alike:.2f}")


_STRONG_WORDS = {WORDS.get(name, name) for name in STRONG}


def _bits_of(alike: float) -> float:
    if alike >= 0.9:
        return 5.5
    if alike >= 0.8:
        return 3.5
    return 0.5 if alike >= 0.7 else -4.0


def _alike_emails(left: str, right: str) -> float:
    """The likeness of two addresses at the same or nearly the same domain, where it is a slip of the keyboard."""
    mine, _, here = left.rpartition("@")
    theirs, _, there = right.rpartition("@")
    if not mine or not theirs or OSA.distance(here, there) > 1:
        return 0.0
    alike = OSA.normalized_similarity(left, right)
    return alike if OSA.distance(mine, theirs) <= 1 and len(mine) > 4 else 0.0

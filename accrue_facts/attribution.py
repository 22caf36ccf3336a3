"""`accrue measure attribution`: how the conversions would be shared out among channels, by each rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accrue_facts.answers import Answer, refusals
from accrue_facts.journeys import Met
from accrue_stats.attribution.allocate import RULES, Allocation, allocate
from accrue_stats.attribution.rules import HALF_LIFE
from accrue_stats.estimate import Refusal

TABLES = ("touches", "orders", "deals", "leads", "campaigns")
LABEL = "allocation"
NO_TIMES = "Paths without times cannot decay."


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """`allocation` is None where nobody was met at all; `rules` are those asked for."""

    met: Met
    rules: tuple[str, ...]
    allocation: Allocation | None
    refused: tuple[tuple[Refusal, str | None], ...]
    undefined: dict[str, str]

    def share(self, rule: str) -> dict[str, float] | None:
        """Each channel's part of the conversions; None where refused."""
        found = self.allocation
        if found is None or rule not in found.credit:
            return None
        parts = found.credit[rule] / found.credit[rule].sum()
        return {name: float(part) for name, part in zip(found.channels, parts, strict=True)}

    @property
    def answer(self) -> Answer:
        """`accrue measure attribution --json`: a key for each rule."""
        met, found = self.met, self.allocation
        journeys = met.found
        credit = [
            {"rule": rule, "channel": name, "conversions": float(value)}
            for rule, values in (found.credit if found else {}).items()
            for name, value in zip(found.channels if found else (), values, strict=True)
        ]
        told = [one for refusal, rule in self.refused for one in refusals([refusal], rule) or []]
        return {
            "label": LABEL,
            **{rule: self.share(rule) for rule in self.rules},
            "source": met.source,
            "conversions": found.conversions if found else 0.0,
            "conversions_without_touch": met.unmet,
            "conversions_without_person": met.without_person,
            "journeys_without_conversion": float(journeys.nulls.sum()) if journeys else 0.0,
            "touches": int(journeys.journey.size) if journeys else 0,
            "touches_not_human": met.not_human,
            "touches_of_other_kinds": met.other_kinds,
            "touches_after_conversion": met.too_late,
            "touches_before_window": met.too_early,
            "credit": credit,
            "undefined": self.undefined,
            "refused": told or None,
        }


def measure_attribution(met: Met, rules: Sequence[str] = (), *, half_life: float = HALF_LIFE) -> Attribution:
    """Share out the conversions of `met` by `rules`, or by all that its journeys can carry."""
    chosen = tuple(dict.fromkeys(rules)) or RULES
    if met.found is None:
        reason = "No touch counts, so there is no channel to share the conversions out to."
        return Attribution(met, chosen, None, ((Refusal("attribution.no_touches", reason), None),), {})
    undefined: dict[str, str] = {}
    if not rules and met.found.age is None:
        undefined["decay"] = NO_TIMES
    found = allocate(met.found, [rule for rule in chosen if rule not in undefined], half_life=half_life)
    told: tuple[tuple[Refusal, str | None], ...] = tuple(
        dict.fromkeys((refusal, rule) for rule, refusal in found.refused.items())
    )
    if found.conversions <= 0:
        told = ((next(iter(found.refused.values())), None),)
    return Attribution(met, chosen, found, told, undefined)

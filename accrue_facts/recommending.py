"""`accrue measure recommend`: what each person is likely to buy next, by the way that was tried and found best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from accrue_facts.answers import Answer, estimate, refusals
from accrue_facts.errors import FactsError
from accrue_facts.purchases import Purchases
from accrue_facts.tables import Ints
from accrue_stats.estimate import Refusal
from accrue_stats.recommend.baskets import baskets_of
from accrue_stats.recommend.methods import METHODS, ranking, top_items
from accrue_stats.recommend.trial import SIZE, Trial, split_day, try_methods

TABLES = ("items", "orders")
NEW_METHODS = ("popularity", "item_to_item")


@dataclass(frozen=True, slots=True, eq=False)
class Recommending:
    """`new` tries what a person had not bought before, `repeat` anything; `chosen` is the way taken, None where refused.

    `split` is the first day tried on.
    """

    purchases: Purchases
    split: int
    new: Trial
    repeat: Trial
    with_repeats: bool
    people: tuple[str, ...]
    level: float

    @property
    def trial(self) -> Trial:
        return self.repeat if self.with_repeats else self.new

    @property
    def sentence(self) -> str | None:
        """What the trial says, in words; None where refused."""
        trial = self.trial
        if trial.chosen is None:
            return None
        if trial.chosen == "popularity":
            return "No way is clearly better than what everybody buys, so the most popular items are recommended."
        return f"{trial.chosen.replace('_', ' ').capitalize()} foretells clearly better than what everybody buys."

    @property
    def answer(self) -> Answer:
        """`accrue measure recommend --json`."""
        trial, bought = self.trial, self.purchases
        told: list[tuple[Refusal, str]] = [(one, "new items") for one in self.new.refusals]
        told += [(one, "any items") for one in self.repeat.refusals]
        return {
            "items": "any" if self.with_repeats else "new",
            "method": trial.chosen,
            "says": self.sentence,
            "hit_rate": trial.hit_rate or None,
            "lift": estimate(trial.lift, with_se=True),
            "people_tested": trial.people,
            "new_items": _trial(self.new),
            "any_items": _trial(self.repeat),
            "split": bought.day_name(self.split),
            "at": SIZE,
            "people": len(bought.people),
            "distinct_items": len(bought.items),
            "purchases": int(bought.person.size),
            "returns": bought.left_out,
            "recommendations": self.recommended(self.people) if trial.chosen and self.people else [],
            "level": self.level,
            "refused": [one for refusal, line in told for one in refusals([refusal], line) or []] or None,
        }

    def recommended(self, people: Sequence[str]) -> list[Answer]:
        """Up to ten items for each of `people`, the best first, out of everything bought so far."""
        place = {name: i for i, name in enumerate(self.purchases.people)}
        names, items, rows = (
            self.purchases.people,
            self.purchases.items,
            self._top(np.array([place[p] for p in people])),
        )
        return [
            {"person_id": names[place[person]], "items": [items[i] for i in own if i >= 0]}
            for person, own in zip(people, rows, strict=True)
        ]

    def predictions(self) -> pa.Table:
        """A row per person and rank: person_id, rank (from 1), item. FactsError when refused."""
        if self.trial.chosen is None:
            raise FactsError("facts.no_model", "There are no recommendations, for the trial was refused.")
        rows = self._top(np.arange(len(self.purchases.people)))
        person, rank = np.nonzero(rows >= 0)
        return pa.table(
            {
                "person_id": pa.array(self.purchases.people).take(pa.array(person)),
                "rank": pa.array(rank + 1),
                "item": pa.array(self.purchases.items).take(pa.array(rows[person, rank])),
            }
        )

    def _top(self, people: Ints) -> Ints:
        """Positions of items, shape (people, ten or fewer), −1 past the end."""
        bought = self.purchases
        found = baskets_of(bought.person, bought.item, len(bought.people), len(bought.items))
        rank = ranking(found, str(self.trial.chosen))
        columns, scores = top_items(
            found, rank, people.astype(np.int64), size=SIZE, only_new=not self.with_repeats
        )
        return np.where(np.isfinite(scores), found.items[columns], -1).astype(np.int64)


def _trial(found: Trial) -> Answer | None:
    if found.chosen is None:
        return None
    return {
        "people_tested": found.people,
        **found.hit_rate,
        "best": found.best,
        "lift": estimate(found.lift, with_se=True),
        "chosen": found.chosen,
    }


def measure_recommend(
    bought: Purchases,
    *,
    people: Sequence[str] = (),
    with_repeats: bool = False,
    split: str | None = None,
    level: float = 0.90,
) -> Recommending:
    """Try every way on what was bought from `split` on (else the last twelfth of the time), and take the best.

    FactsError when one of `people` bought nothing, or `split` leaves nothing on one side.
    """
    known = set(bought.people)
    strangers = [person for person in people if person not in known]
    if strangers:
        raise FactsError("facts.no_person", f"--person: nobody with the id {strangers[0]!r} bought anything.")
    day = split_day(bought.day, bought.person) if split is None else _split(bought, split)
    later = bought.day >= day
    new, repeat = (
        _tried(bought, later, methods, only_new, level)
        for methods, only_new in ((NEW_METHODS, True), (METHODS, False))
    )
    return Recommending(bought, day, new, repeat, with_repeats, tuple(people), level)


def _tried(
    bought: Purchases,
    later: np.ndarray[tuple[int], np.dtype[np.bool_]],
    methods: Sequence[str],
    only_new: bool,
    level: float,
) -> Trial:
    if later.all():
        reason = "Everything was bought at one time, so nothing can be tried on what was bought later."
        return Trial(0, {}, None, None, None, (Refusal("recommend.one_time", reason),))
    return try_methods(bought.person, bought.item, later, methods, only_new=only_new, level=level)


def _split(bought: Purchases, text: str) -> int:
    try:
        day = (
            int(text)
            if bought.is_number
            else date.fromisoformat(text.strip()).toordinal() - date(1970, 1, 1).toordinal()
        )
    except ValueError:
        wanted = "a whole number" if bought.is_number else "a day such as 2026-04-30"
        raise FactsError("facts.no_day", f"--split: {text[:40]!r} is not {wanted}.") from None
    if not int(bought.day.min()) < day <= int(bought.day.max()):
        span = f"{bought.day_name(int(bought.day.min()))} and {bought.day_name(int(bought.day.max()))}"
        raise FactsError(
            "facts.no_day", f"--split: {text} does not lie between the first and the last purchase, {span}."
        )
    return day

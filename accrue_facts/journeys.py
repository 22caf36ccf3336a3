"""Journeys out of the facts: the touches of each person before a conversion, or before none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accrue_facts.conversions import conversions, is_one_of
from accrue_facts.errors import FactsError
from accrue_facts.tables import Days, Facts, Flags, Ints, Table
from accrue_stats.attribution.journeys import Journeys, journeys_of

DAY = np.timedelta64(1, "D")
NO_CAMPAIGN = "(no campaign)"


@dataclass(frozen=True, slots=True)
class Asked:
    """How journeys are cut: `source` None takes the first table there; `window` in days, None without end."""

    source: str | None = None
    by_campaign: bool = False
    kinds: tuple[str, ...] = ()
    window: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Met:
    """`found` is None without a single touch that counts. `unmet`: conversions before which no touch counts."""

    found: Journeys | None
    source: str
    unmet: float = 0.0
    not_human: int = 0
    other_kinds: int = 0
    too_late: int = 0
    too_early: int = 0
    without_person: int = 0


def journeys_from_facts(facts: Facts, asked: Asked) -> Met:
    """Each conversion ends a journey: the touches of its person since the conversion before, no later than itself.

    People who never converted have one journey without a conversion. Touches after a person's last conversion, more
    than `window` days before the end of their journey, or not of a human, do not count. Where conversions are days
    without hours, touches of that day count. FactsError when the tables do not hold what was asked for.
    """
    touches = facts.tables["touches"]
    source, person, when, without = conversions(facts, asked.source)
    human, wanted = _human(touches), _of_kinds(touches, asked.kinds)
    kept = touches.where(human & wanted)
    told = Met(
        None, source, float(len(person)), int((~human).sum()), int((human & ~wanted).sum()),
        without_person=without,
    )  # fmt: skip
    return told if not kept.rows else _cut(facts, kept, person, when, asked, told)


def _human(touches: Table) -> Flags:
    if not touches.has("is_human"):
        return np.ones(touches.rows, dtype=bool)
    flags = pc.fill_null(touches.columns["is_human"], True)
    return np.asarray(flags.to_numpy(zero_copy_only=False), dtype=bool)


def _of_kinds(touches: Table, kinds: tuple[str, ...]) -> Flags:
    if not kinds:
        return np.ones(touches.rows, dtype=bool)
    known = set(touches.codes("kind")[0])
    unknown = [kind for kind in kinds if kind not in known]
    if unknown:
        listed = ", ".join(sorted(known)[:12])
        raise FactsError(
            "facts.no_kind", f"{touches.file}, column kind: there is no {unknown[0]!r}; there are: {listed}."
        )
    return is_one_of(touches, "kind", kinds)


def _cut(facts: Facts, touches: Table, person: pa.Array, when: Days, asked: Asked, told: Met) -> Met:
    """Put every touch into its journey."""
    everyone = pa.concat_arrays([touches.columns["person_id"], person]).dictionary_encode().indices
    codes = everyone.to_numpy(zero_copy_only=False).astype(np.int64)
    met, bought = codes[: touches.rows], codes[touches.rows :]
    at = touches.times("occurred_at")
    bare_days = bool((when == when.astype("datetime64[D]")).all())
    ends = when + (DAY - np.timedelta64(1, "us")) if bare_days else when
    order = np.lexsort((_ties(touches), at, met))
    met, at = met[order], at[order]
    rank = np.unique(np.concatenate([at, ends]), return_inverse=True)[1].astype(np.int64)
    span = np.int64(rank.max() + 1) if rank.size else np.int64(1)
    keys, first, times = np.unique(
        bought * span + rank[at.size :], return_index=True, return_counts=True
    )  # two conversions of one person at one moment end one journey
    next_one = np.searchsorted(keys, met * span + rank[: at.size])
    inside = np.minimum(next_one, max(keys.size - 1, 0))
    matched = (
        (next_one < keys.size) & (keys[inside] // span == met) if keys.size else np.zeros(met.size, bool)
    )
    buyer = np.zeros(int(codes.max()) + 1, dtype=bool)
    buyer[bought] = True
    late = ~matched & buyer[met]
    last = np.zeros(buyer.size, dtype="datetime64[us]")
    last[met] = at  # ordered by time: the last one written is the latest
    end = np.where(matched, when[first[inside]] if keys.size else at, last[met])
    age = np.maximum((end - at) / DAY, 0.0)
    early = ~late & (age > (np.inf if asked.window is None else asked.window))
    use = ~late & ~early
    group = np.where(matched, next_one, keys.size + met)[use]
    of, journey = np.unique(group, return_inverse=True)
    turn = np.argsort(journey, kind="stable")
    won = np.where(of < keys.size, np.append(times, 0)[np.minimum(of, keys.size)], 0).astype(np.float64)
    names, channel = _channels(facts, touches, asked.by_campaign)
    found = None
    if of.size:
        found = journeys_of(
            names, journey[turn], channel[order][use][turn], won, np.where(won > 0, 0.0, 1.0), age[use][turn]
        )
    return Met(
        found, told.source, told.unmet - float(won.sum()), told.not_human, told.other_kinds,
        int(late.sum()), int(early.sum()), told.without_person,
    )  # fmt: skip


def _ties(touches: Table) -> Ints:
    """Touches at one moment stand in the order of their ids, of which "10" comes after "9"."""
    ids = touches.columns["touch_id"]
    # the table is ordered by its key, so the length alone puts running numbers right
    return np.asarray(pc.utf8_length(ids).to_numpy(zero_copy_only=False), dtype=np.int64)


def _channels(facts: Facts, touches: Table, by_campaign: bool) -> tuple[tuple[str, ...], Ints]:
    if not by_campaign:
        names, codes = touches.codes("channel")
        return tuple(names), codes
    if not touches.has("campaign_id"):
        raise FactsError(
            "facts.column_missing", f"{touches.file}, column campaign_id: the column is missing."
        )
    ids, codes = touches.codes("campaign_id")
    known: dict[str, str] = {}
    campaigns = facts.get("campaigns")
    if campaigns is not None:
        pairs = zip(campaigns.texts("campaign_id"), campaigns.texts("name"), strict=True)
        known = {str(key): str(name) for key, name in pairs}
        twice = {name for name in known.values() if list(known.values()).count(name) > 1}
        known = {key: f"{name} ({key})" if name in twice else name for key, name in known.items()}
    named = [known.get(one, one) for one in ids]
    return (*named, NO_CAMPAIGN), np.where(codes < 0, len(named), codes)

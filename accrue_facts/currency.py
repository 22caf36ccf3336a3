"""All money in one currency: the base of the programme, by the last rate on or before the day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accrue_facts.complaint import error_of
from accrue_facts.errors import FactsError
from accrue_facts.tables import Days, Facts, Floats, Ints, Table

DEFAULT = "EUR"
MONEY_TABLES = ("orders", "outcomes", "costs")


@dataclass(frozen=True, slots=True)
class Converter:
    """`base` and, for each other currency, its days and rates in order."""

    base: str
    rates: dict[str, tuple[Days, Floats]]
    has_rates: bool

    def convert(self, table: Table, amounts: Floats, days: Days) -> Floats:
        """`amounts` (one per row of `table`, each in its row's currency) in the base currency.

        A day that is NaT takes the last rate there is. FactsError names the row whose rate is not known.
        """
        if not table.has("currency"):
            return amounts
        names, codes = table.codes("currency")
        converted = amounts.copy()
        for code, name in enumerate(names):
            if name != self.base:
                rows = np.flatnonzero(codes == code)
                converted[rows] *= self._rate(table, name, rows, days[rows])
        return converted

    def _rate(self, table: Table, currency: str, rows: Ints, days: Days) -> Floats:
        if currency not in self.rates:
            lacking = f"has no rate of {currency}" if self.has_rates else "is missing"
            reason = (
                f"{currency}, while money is counted in {self.base} and the table rates {lacking}; "
                f"add {currency}'s rate to {self.base} by day."
            )
            raise error_of([table.complaint(int(rows[0]), "currency", reason, "facts.no_rate")])
        known, rates = self.rates[currency]
        at = np.searchsorted(known, days, side="right") - 1
        at[np.isnat(days)] = rates.size - 1
        early = np.flatnonzero(at < 0)
        if early.size:
            day = str(days[early[0]])[:10]
            reason = f"no rate of {currency} to {self.base} on or before {day}; the first is of {str(known[0])[:10]}."
            raise error_of([table.complaint(int(rows[early[0]]), "currency", reason, "facts.no_rate")])
        return rates[at]


def converter(facts: Facts) -> Converter:
    """The converter for `facts`: its base is the programme's, else the only currency its money names, else EUR."""
    table = facts.get("rates")
    rates = {} if table is None else _rates(table)
    return Converter(
        facts.settings.base_currency or _only_currency(facts, set(rates)), rates, table is not None
    )


def _rates(table: Table) -> dict[str, tuple[Days, Floats]]:
    names, codes = table.codes("currency")
    days, rates = table.times("day"), table.numbers("rate")
    wrong = np.flatnonzero(~(rates > 0))
    if wrong.size:
        reason = f"{rates[wrong[0]]:g} is no exchange rate; it must be above 0."
        raise error_of([table.complaint(int(wrong[0]), "rate", reason, "facts.wrong_value")])
    found = {}
    for code, name in enumerate(names):
        rows = np.flatnonzero(codes == code)
        order = rows[np.argsort(days[rows], kind="stable")]
        found[name] = (days[order], rates[order])
    return found


def _only_currency(facts: Facts, rated: set[str]) -> str:
    named = {
        name
        for table in MONEY_TABLES
        if facts.has(table, "currency")
        for name in facts.tables[table].codes("currency")[0]
    }
    unrated = named - rated if len(named) > 1 else named
    if len(unrated) > 1 or (named and not unrated):
        listed = " and ".join(sorted(named))
        raise FactsError(
            "facts.no_base_currency",
            f"{facts.source}: money is in {listed}; name the base_currency in programme.toml and give the others' "
            "rates to it in the table rates.",
        )
    return next(iter(unrated), DEFAULT)

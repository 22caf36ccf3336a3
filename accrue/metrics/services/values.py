"""What each person will buy: BG/NBD and Gamma-Gamma, learnt book by book. Runs in the worker."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from accrue import clock
from accrue.metrics.models import PersonValue, ValueModel
from accrue.metrics.selectors import PROGRAMME
from accrue.metrics.sources import Perimeter, current_perimeter
from accrue.money.currencies import exponent

if TYPE_CHECKING:
    from accrue_stats.lifetime.customers import CustomerSummary
    from accrue_stats.lifetime.purchases import BgNbd
    from accrue_stats.lifetime.spend import GammaGamma

JOB = "metrics.refresh_values"
SEED = 20260101
AHEAD = 52
REPLICATES = 40
BATCH = 5_000
EPOCH = date(1970, 1, 1)

type Bound = Any  # an array of numpy, which the web process does not know


@dataclass(frozen=True, slots=True)
class Book:
    """The orders of one book: who, which day (since 1970), how much (major units)."""

    name: str
    people: list[int]
    days: list[int]
    amounts: list[float]
    currencies: tuple[str, ...]
    fingerprint: str


def request_values() -> None:
    """Let the worker learn the values now, and not only by night; once, however often it is asked."""
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(JOB).defer()


def refresh_values(*, tell: Callable[[str], None] | None = None) -> list[ValueModel]:
    """Learn every book anew and keep what its people will buy; a book whose orders did not change is left as it is.

    Half of a book's time is held out first: where the model misses that by more than 20 % or does no better than
    everybody's own past rate, nothing is predicted, and the reason is kept instead.
    """
    perimeter = current_perimeter()
    books = [PROGRAMME, *(f"team:{pk}" for pk in perimeter.outside_team_ids)]
    ValueModel.objects.exclude(book__in=books).delete()
    made = []
    for name in books:
        if tell:
            tell(name)
        made.append(_refresh(_read(name, perimeter)))
    return made


def _read(name: str, perimeter: Perimeter) -> Book:
    team = int(name.removeprefix("team:")) if name != PROGRAMME else None
    where = "p.team_id = %(team)s" if team else "(p.team_id IS NULL OR p.team_id <> ALL(%(outside)s))"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT o.person_id, (o.ordered_at AT TIME ZONE 'UTC')::date - DATE '1970-01-01', o.amount_minor, o.currency
            FROM billing_order o JOIN contacts_person p ON p.id = o.person_id
            WHERE o.state = 'confirmed' AND {where} ORDER BY o.person_id, o.ordered_at, o.id
            """,  # noqa: S608  (one of two conditions that are written here)
            perimeter.parameters | {"team": team},
        )
        rows = cursor.fetchall()
    told = hashlib.sha256(f"{SEED} {AHEAD} {REPLICATES}\n".encode())
    for row in rows:
        told.update(f"{row[0]} {row[1]} {row[2]} {row[3]}\n".encode())
    return Book(
        name,
        [row[0] for row in rows],
        [row[1] for row in rows],
        [row[2] / 10 ** exponent(row[3]) for row in rows],
        tuple(sorted({row[3] for row in rows})),
        told.hexdigest(),
    )


def _refresh(book: Book) -> ValueModel:
    kept = ValueModel.objects.filter(book=book.name, fingerprint=book.fingerprint).first()
    if kept:
        return kept
    fresh, values = _learn(book)
    with transaction.atomic():
        ValueModel.objects.filter(book=book.name).delete()
        fresh.save()
        PersonValue.objects.filter(person_id__in=[value.person_id for value in values]).delete()
        PersonValue.objects.bulk_create(values, batch_size=BATCH)
    return fresh


def _learn(book: Book) -> tuple[ValueModel, list[PersonValue]]:
    from accrue_stats.lifetime.checks import holdout_check, size_refusals, spend_refusals
    from accrue_stats.lifetime.customers import summarise_customers
    from accrue_stats.lifetime.purchases import fit_bg_nbd
    from accrue_stats.lifetime.spend import fit_gamma_gamma

    model = ValueModel(
        book=book.name,
        weeks=AHEAD,
        currency=book.currencies[0] if len(book.currencies) == 1 else "",
        customers=len(set(book.people)),
        repeat_customers=0,
        fingerprint=book.fingerprint,
        seed=SEED,
        computed_at=clock.now(),
    )
    if not book.people:
        model.refusals = ["Nobody has bought anything yet."]
        return model, []
    first, last = min(book.days), max(book.days)
    model.first_day, model.last_day = _day(first), _day(last)
    try:
        half = first + (last - first) // 2
        past = summarise_customers(
            book.people, book.days, book.amounts, calibration_end=half, holdout_end=last
        )
        whole = summarise_customers(book.people, book.days, book.amounts, calibration_end=last)
    except ValueError as error:
        model.refusals = [f"Too little is known of these customers: {error}."]
        return model, []
    model.repeat_customers = int((whole.frequency > 0).sum())
    few = size_refusals(past.frequency)
    if few or last - half < 7:
        model.refusals = [r.reason for r in few] or ["The orders span less than two weeks."]
        return model, []
    weeks = (last - half) / 7
    tried = fit_bg_nbd(past.frequency, past.recency, past.observed)
    held = holdout_check(tried, past.frequency, past.recency, past.observed, past.holdout, weeks)
    model.holdout = {
        "weeks": round(weeks, 1),
        "actual": held.actual,
        "predicted": held.predicted,
        "naive_predicted": held.naive_predicted,
    }
    if held.refusals:
        model.refusals = [r.reason for r in held.refusals]
        return model, []
    fitted = fit_bg_nbd(whole.frequency, whole.recency, whole.observed)
    model.parameters = {"r": fitted.r, "alpha": fitted.alpha, "a": fitted.a, "b": fitted.b}
    spend = None
    if not model.currency:
        model.spend_refusals = ["They paid in several currencies, so no value is stated."]
    elif refused := spend_refusals(whole.frequency, whole.mean_value):
        model.spend_refusals = [r.reason for r in refused]
    else:
        spend = fit_gamma_gamma(whole.frequency, whole.mean_value)
        model.parameters |= {"p": spend.p, "q": spend.q, "v": spend.v}
    return model, _people(model, whole, fitted, spend)


def _people(
    model: ValueModel, whole: CustomerSummary, fitted: BgNbd, spend: GammaGamma | None
) -> list[PersonValue]:
    """Every customer's expectation, and between which bounds it lies when the customers are drawn anew."""
    import numpy as np

    x, tx, t_all = whole.frequency, whole.recency, whole.observed
    alive = fitted.p_alive(x, tx, t_all)
    bought = fitted.expected_purchases(AHEAD, x, tx, t_all)
    worth = _worth(spend, whole)
    low, high, low_value, high_value = _bounds(whole, fitted, spend)
    places = 10 ** exponent(model.currency) if model.currency else 1

    def minor(value: Bound, i: int) -> int | None:
        if value is None or not np.isfinite(value[i]):
            return None
        return round(float(value[i]) * places)

    value = None if worth is None else bought * worth
    return [
        PersonValue(
            person_id=int(str(person)),
            model=model,
            frequency=int(x[i]),
            recency=float(tx[i]),
            observed=float(t_all[i]),
            p_alive=float(alive[i]),
            purchases=float(bought[i]),
            purchases_low=float(low[i]),
            purchases_high=float(high[i]),
            value_minor=minor(value, i),
            value_low_minor=minor(low_value, i),
            value_high_minor=minor(high_value, i),
        )
        for i, person in enumerate(whole.person)
    ]


def _worth(spend: GammaGamma | None, whole: CustomerSummary) -> Bound:
    import numpy as np

    return None if spend is None else spend.expected_value(whole.frequency, np.nan_to_num(whole.mean_value))


def _bounds(
    whole: CustomerSummary, fitted: BgNbd, spend: GammaGamma | None
) -> tuple[Bound, Bound, Bound, Bound]:
    """Customer bootstrap: the 5th and 95th percentile of each expectation over refits to customers drawn anew."""
    import numpy as np

    from accrue_stats.lifetime.purchase_sample import purchase_sample
    from accrue_stats.lifetime.purchases import customer_arrays, fit_purchases
    from accrue_stats.lifetime.spend import fit_spend, repeaters
    from accrue_stats.lifetime.spend_sample import spend_sample

    x, tx, t_all = customer_arrays(whole.frequency, whole.recency, whole.observed)
    customers = purchase_sample(x, tx, t_all)
    again, paid, kept = repeaters(x, whole.mean_value)
    buyers = spend_sample(again, paid)
    chance, size = np.random.default_rng(SEED), x.size
    counts, values = [], []
    for _ in range(REPLICATES):
        weight = chance.multinomial(size, np.full(size, 1 / size)).astype(np.float64)
        try:
            model = fit_purchases(customers, weight, start=fitted)
            spending = fit_spend(buyers, weight[kept], start=spend) if spend else None
        except ValueError:
            continue
        expected = model.expected_purchases(AHEAD, customers.x, customers.tx, customers.t)[customers.place]
        counts.append(expected)
        if spending is not None:
            values.append(expected * _worth(spending, whole))
    low, high = np.quantile(np.array(counts), [0.05, 0.95], axis=0)
    if not values:
        return low, high, None, None
    low_value, high_value = np.quantile(np.array(values), [0.05, 0.95], axis=0)
    return low, high, low_value, high_value


def _day(number: int) -> date:
    return EPOCH + timedelta(days=int(number))

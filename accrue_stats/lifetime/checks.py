"""Whether a lifetime-value model may be believed: it must predict months it has not seen, and beat the naive rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.estimate import FloatArray, Refusal, finite_vector
from accrue_stats.lifetime.purchases import BgNbd, customer_arrays
from accrue_stats.lifetime.spend import repeaters

MIN_REPEATERS = 100
TOTAL_WITHIN = 0.20
MOST_CORRELATION = 0.3


@dataclass(frozen=True, slots=True)
class HoldoutPrediction:
    """Purchases of all customers in the holdout: totals, and mean absolute errors per customer.

    `correlation` between predicted and actual per customer (None where one of them does not vary). The naive rate
    is each customer's own past rate, x/T, going on. `rmse`: root of the mean squared error per customer.
    """

    actual: float
    predicted: float
    mae: float
    correlation: float | None
    naive_predicted: float
    naive_mae: float
    rmse: float
    naive_rmse: float
    refusals: tuple[Refusal, ...]


def holdout_check(
    model: BgNbd,
    frequency: ArrayLike,
    recency: ArrayLike,
    observed: ArrayLike,
    actual: ArrayLike,
    periods: float,
) -> HoldoutPrediction:
    """`actual`: each customer's purchases in the `periods` after the calibration, of which x, t_x, T are the summary.

    Refuses when the predicted total misses the actual one by more than 20 % (of the actual), or when the naive rate
    is no worse by mean absolute *and* squared error: among people who rarely buy the absolute error alone rewards
    whoever guesses zero, so that it would turn away a true model. ValueError for wrong lengths or periods not above 0.
    """
    x, tx, t_all = customer_arrays(frequency, recency, observed)
    bought = finite_vector(actual, "the holdout purchases")
    if bought.size != x.size:
        raise ValueError(f"there are {x.size} customers but {bought.size} holdout counts")
    if not periods > 0:
        raise ValueError(f"the holdout must last longer than {periods} periods")
    predicted = model.expected_purchases(periods, x, tx, t_all)
    naive = np.divide(x * periods, t_all, out=np.zeros_like(x), where=t_all > 0)
    (mae, rmse), (naive_mae, naive_rmse) = _errors(predicted - bought), _errors(naive - bought)
    beaten = mae < naive_mae or rmse < naive_rmse
    return HoldoutPrediction(
        actual=float(bought.sum()),
        predicted=float(predicted.sum()),
        mae=mae,
        correlation=_correlation(predicted, bought),
        naive_predicted=float(naive.sum()),
        naive_mae=naive_mae,
        rmse=rmse,
        naive_rmse=naive_rmse,
        refusals=(
            *_total_refusals(float(bought.sum()), float(predicted.sum())),
            *(() if beaten else (_naive_refusal(mae, naive_mae),)),
        ),
    )


def size_refusals(frequency: ArrayLike) -> tuple[Refusal, ...]:
    """A refusal when fewer than 100 customers bought again."""
    again = int(np.count_nonzero(finite_vector(frequency, "frequency") > 0))
    if again >= MIN_REPEATERS:
        return ()
    reason = f"Only {again} customers bought again; at least {MIN_REPEATERS} are needed."
    return (Refusal("lifetime.too_few_repeaters", reason),)


def spend_refusals(frequency: ArrayLike, mean_value: ArrayLike) -> tuple[Refusal, ...]:
    """A refusal when, among repeaters, |correlation of frequency and mean value| is .3 or more."""
    x, value, _ = repeaters(frequency, mean_value)
    correlation = _correlation(x, value)
    if correlation is None or abs(correlation) < MOST_CORRELATION:
        return ()
    reason = (
        f"How much people spend goes with how often they buy (correlation {correlation:.2f}, at most "
        f"{MOST_CORRELATION} is allowed), which the model of spending rules out."
    )
    return (Refusal("lifetime.spend_depends_on_frequency", reason),)


def _total_refusals(actual: float, predicted: float) -> tuple[Refusal, ...]:
    if abs(predicted - actual) <= TOTAL_WITHIN * actual:
        return ()
    off = f"{(predicted / actual - 1) * 100:+.0f} %" if actual else "with none to compare"
    reason = (
        f"In the holdout {predicted:,.0f} purchases were predicted and {actual:,.0f} made ({off}; at most "
        f"{TOTAL_WITHIN:.0%} either way is allowed)."
    )
    return (Refusal("lifetime.holdout_total", reason),)


def _naive_refusal(mae: float, naive_mae: float) -> Refusal:
    reason = (
        f"Each customer's past rate going on predicts no worse (mean error {naive_mae:.3f} purchases a customer) "
        f"than the model ({mae:.3f})."
    )
    return Refusal("lifetime.naive_better", reason)


def _errors(off: FloatArray) -> tuple[float, float]:
    return float(np.mean(np.abs(off))), float(np.sqrt(np.mean(off**2)))


def _correlation(a: FloatArray, b: FloatArray) -> float | None:
    if a.size < 2 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return None
    return float(np.corrcoef(a, b)[0, 1])

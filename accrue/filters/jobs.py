from __future__ import annotations

from procrastinate.contrib.django import app

from accrue.filters.spelling import learn_words


@app.task(
    name="filters.learn_new_words", queue="schedule", queueing_lock="filters.words", lock="filters.words"
)
def learn_new(timestamp: int = 0) -> None:
    """What records made lately say, so that a typing error finds them too."""
    learn_words()


@app.task(
    name="filters.learn_all_words", queue="schedule", queueing_lock="filters.all_words", lock="filters.words"
)
def learn_all(timestamp: int = 0) -> None:
    """What records say by now, and nothing that no record says any more."""
    learn_words(everything=True)

from __future__ import annotations

from django.urls import reverse
from procrastinate.contrib.django import app

from accrue.events.models import Progress
from accrue.events.services import advance_progress, finish_progress
from accrue.filters.custom.models import CustomField
from accrue.filters.custom.searching import JOB, take_in
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


@app.task(name=JOB, queue="imports", retry=3)
def take_into_search(field_id: int, progress_id: int) -> None:
    """Take what stands in a custom field into search, or out of it, and say how far it is."""
    progress = Progress.objects.get(pk=progress_id)
    field = CustomField.objects.filter(pk=field_id).first()
    try:
        take_in(field_id, lambda done, total: advance_progress(progress, done=done, total=total))
    except Exception:
        finish_progress(
            progress, error="It broke off. An administrator finds the reason among the failed jobs."
        )
        raise
    finish_progress(progress, result_url=reverse("filters:custom_fields", args=[field.kind]) if field else "")

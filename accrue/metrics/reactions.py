from __future__ import annotations

from accrue.events.catalogue import PeopleMerged, PersonMergeUndone
from accrue.events.models import Event
from accrue.events.reacting import reacts_to
from accrue.metrics.services import request_values


@reacts_to(PeopleMerged, PersonMergeUndone)
def learn_values_of_merged_people(event: Event) -> None:
    """Their orders belong together now, or no more."""
    request_values()

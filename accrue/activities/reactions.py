"""What follows from what was said."""

from __future__ import annotations

from accrue.activities.services import tell_named
from accrue.events.catalogue import CommentEdited, CommentWritten
from accrue.events.models import Event
from accrue.events.reacting import reacts_to


@reacts_to(CommentWritten, CommentEdited)
def tell_named_on_comment(event: Event) -> None:
    tell_named(event_id=event.pk, comment_id=int(event.data["comment_id"]))

"""Questions about channels of team chat. Their addresses are no answer to any of them."""

from __future__ import annotations

from django.db.models import QuerySet

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.activities.models import ChatChannel, News
from accrue.errors import Missing

POSTED = {
    "CommentWritten": News.COMMENT,
    "FileAdded": News.FILE,
    "DealMoved": News.STAGE,
    "DealWon": News.STAGE,
    "DealLost": News.STAGE,
    "DealReopened": News.STAGE,
    "PersonEdited": News.OWNER,
    "CompanyEdited": News.OWNER,
    "DealEdited": News.OWNER,
    "OrderEdited": News.OWNER,
}
"""The facts that are posted, and as which news."""
WORDS = {
    News.COMMENT: "Comments on records",
    News.FILE: "Files on records",
    News.STAGE: "Deals moved, won and lost",
    News.OWNER: "New owners of people, companies, deals and orders",
}


def channels(actor: User) -> QuerySet[ChatChannel]:
    """By name. Raises Forbidden."""
    access.require(actor, "see", "system")
    return ChatChannel.objects.select_related("team").defer("sealed").order_by("name", "pk")


def channel_called(actor: User, channel_id: int, *, lock: bool = False) -> ChatChannel:
    """Raises Forbidden, Missing."""
    access.require(actor, "see", "system")
    rows = ChatChannel.objects.select_for_update() if lock else ChatChannel.objects.all()
    found = rows.filter(pk=channel_id).first()
    if found is None:
        raise Missing
    return found


def failing() -> list[str]:
    """The names of channels that are on and whose last line was not taken."""
    found = ChatChannel.objects.filter(is_on=True, failed_at__isnull=False)
    return list(found.order_by("name").values_list("name", flat=True))


def in_words(news: list[str]) -> str:
    return ", ".join(words for key, words in WORDS.items() if key in news)

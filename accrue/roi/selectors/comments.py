"""What was said of a statement, and who is named in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.naming import named_in as named_in
from accrue.errors import Missing
from accrue.roi.models import StatementComment
from accrue.roi.selectors.statements import Opened

PATIENCE = timedelta(minutes=15)
MOST = 500


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as one person sees it: `about` names its line, empty for the whole statement."""

    comment: StatementComment
    about: str
    may_edit: bool
    may_withdraw: bool


def comments_of(user: User, opened: Opened, line: str | None = None) -> list[Said]:
    """Oldest first, withdrawn ones too (without their text); of one line where it is given."""
    rows = StatementComment.objects.filter(statement=opened.kept).select_related("author")
    if line is not None:
        rows = rows.filter(line=line)
    names = line_labels(opened)
    return [
        Said(
            one,
            names.get(one.line, "a line") if one.line else "",
            may_edit(user, one),
            one.author_id == user.pk and one.withdrawn_at is None,
        )
        for one in rows.order_by("written_at", "pk")[:MOST]
    ]


def may_edit(user: User, comment: StatementComment) -> bool:
    mine = comment.author_id == user.pk and comment.withdrawn_at is None
    return mine and clock.now() - comment.written_at <= PATIENCE


def line_labels(opened: Opened) -> dict[str, str]:
    """The keys that a comment may be about, and what people call them."""
    found = {line.key: opened.name_of(line) for line in opened.drawn.lines}
    return found | {f"cost:{cost.category}": cost.label for cost in opened.drawn.costs}


def own_comment(user: User, pk: int) -> StatementComment:
    """One's own comment on a statement one may (still) see; Missing otherwise."""
    found = StatementComment.objects.select_related("statement", "author").filter(pk=pk, author=user).first()
    if found is None or not access.access_of(user).may("statement", "see", found.statement):
        raise Missing
    return found

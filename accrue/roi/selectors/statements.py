"""Statements as they were drawn, and the records behind their figures."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, QuerySet, Sum

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Missing
from accrue.money import Money
from accrue.money.currencies import exponent
from accrue.roi.models import PublishedLink, Statement, StatementRecord
from accrue.roi.selectors.costs import approvers
from accrue_facts.values import CostLine, Line, Records
from accrue_facts.values import Statement as Drawn


@dataclass(frozen=True)
class Opened:
    """A kept statement with its figures read."""

    kept: Statement

    @cached_property
    def drawn(self) -> Drawn:
        return Drawn.from_json(self.kept.body)

    @property
    def state(self) -> str:
        """drawn, approved or published; the furthest it came."""
        if self.open_links:
            return "published"
        return "approved" if self.approval else "drawn"

    @cached_property
    def approval(self) -> object | None:
        return getattr(self.kept, "approval", None)

    @cached_property
    def open_links(self) -> list[PublishedLink]:
        return [link for link in self.kept.links.all() if link.is_open]

    def money(self, value: float | None) -> Money | None:
        return None if value is None else Money(minor_of(value, self.kept.currency), self.kept.currency)

    def name_of(self, line: Line) -> str:
        """What people called the line's experiment on the day; else its own name."""
        names: dict[str, str] = self.kept.perimeter.get("names", {})
        return names.get(line.key, line.name)

    def cost(self, category: str) -> CostLine:
        found = next((cost for cost in self.drawn.costs if cost.category == category), None)
        if found is None:
            raise Missing
        return found


@dataclass(frozen=True, slots=True)
class Part:
    """Part of a line: so much, out of so many records of a table. `listed` is whether they are kept one by one."""

    index: int
    records: Records
    amount: Money
    listed: int
    listed_sum: Money


def minor_of(value: float, currency: str) -> int:
    """Major units as they stand in a statement, in minor units; exact, for statements hold whole coins."""
    places: int = 10 ** exponent(currency)
    return round(value * places)


def statements(user: User) -> QuerySet[Statement]:
    """Newest first, without their bodies."""
    return (
        access.visible(user, Statement.objects.all())
        .defer("body")
        .select_related("drawn_by", "approval__approved_by")
        .prefetch_related("links")
        .order_by("-number")
    )


def statement_numbered(user: User, number: int) -> Opened:
    """Raises Missing where there is none, or none this person may see."""
    found = (
        access.visible(user, Statement.objects.filter(number=number))
        .select_related("drawn_by", "approval__approved_by")
        .first()
    )
    if found is None:
        raise Missing
    return Opened(found)


def latest_statement(user: User) -> Opened | None:
    found = (
        access.visible(user, Statement.objects.all())
        .select_related("drawn_by", "approval__approved_by")
        .order_by("-number")
        .first()
    )
    return Opened(found) if found else None


def previous_number(statement: Statement) -> int | None:
    """The statement drawn before this one, to compare with."""
    earlier = Statement.objects.filter(number__lt=statement.number).order_by("-number")
    return earlier.values_list("number", flat=True).first()


def parts_of(opened: Opened, key: str, records: tuple[Records, ...]) -> list[Part]:
    """The parts of a line (or `cost:<category>`) with what their kept records add up to."""
    rows = StatementRecord.objects.filter(statement=opened.kept, line=key).values_list("part")
    kept = {part: (minor, n) for part, minor, n in rows.annotate(Sum("minor"), Count("pk"))}
    currency = opened.kept.currency
    return [
        Part(
            i,
            part,
            Money(minor_of(part.amount, currency), currency),
            kept.get(i, (0, 0))[1],
            Money(kept.get(i, (0, 0))[0], currency),
        )
        for i, part in enumerate(records)
    ]


def kept_records(opened: Opened, key: str, part: int) -> QuerySet[StatementRecord]:
    return StatementRecord.objects.filter(statement=opened.kept, line=key, part=part)


def may_approve_statement(user: User, statement: Statement) -> bool:
    """Four eyes: not the person who drew it, unless nobody else could approve."""
    if not access.access_of(user).may("statement", "edit"):
        return False
    return user.pk != statement.drawn_by_id or not approvers("statement").exclude(pk=user.pk).exists()


def link_opened_by(token: str) -> PublishedLink:
    """The link of a token, while it is open; Missing for everything else, so that nothing can be learnt."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    found = (
        PublishedLink.objects.filter(token_sha256=digest, revoked_at=None, expires_at__gt=clock.now())
        .select_related("statement__drawn_by", "statement__approval__approved_by")
        .first()
    )
    if found is None:
        raise Missing
    return found

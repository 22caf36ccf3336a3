"""The cards of a lane. Drawn by hand: a board has more than a hundred, and they are the larger part of its cost."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.safestring import SafeString

from accrue.money.format import format_money
from accrue.sales.models import Stage, StageKind
from accrue.sales.selectors import Card, Day, DayCard, Lane
from accrue.ui.said import day, rows, text
from accrue.ui.templatetags.ui import due, icon

register = template.Library()


@register.simple_tag
def deal_cards(lane: Lane, query: str, may_move: bool) -> SafeString:
    """Every card of a lane; `query` is the board's own, which a card's links keep."""
    kept = text(query)
    return rows(_card(card, lane.stage, kept, may_move) for card in lane.cards)


@register.simple_tag
def day_cards(one: Day, query: str) -> SafeString:
    """The deals of a day in the calendar; `query` is the calendar's own."""
    kept = text(query)
    return rows(_on_day(card, kept) for card in one.cards)


@register.simple_tag
def day_url(urls: dict[date, str], day: date) -> str:
    """Where the rest of a day's deals is listed."""
    return urls[day]


SIGNS = {"won": "circle-check", "lost": "circle-x"}


def _on_day(card: DayCard, kept: str) -> str:
    name = text(card.name)
    moves = f'data-move-url="/deals/{card.id}/day/?version={card.version}&amp;{kept}"'
    menu = f'<button type="button" class="deal-menu" aria-haspopup="menu" aria-label="Move {name}">{icon("ellipsis")}</button>'
    amount = (
        f'<b class="font-medium tabnum">{text(format_money(card.amount, cents=False))}</b> '
        if card.amount
        else ""
    )
    sign = icon("circle-alert", "size-3 text-error", "Late") if card.is_late else ""
    sign = icon(SIGNS[card.kind], "size-3") if card.kind in SIGNS else sign
    return (
        f'<li class="deal cal-deal" data-kind="{card.kind}" id="card-{card.id}" data-id="{card.id}" '
        f"{'data-fixed' if card.is_fixed else moves}>"
        f'<a class="deal-link" id="deal-{card.id}" data-step title="{name}" href="?{kept}&amp;peek={card.id}" '
        f'hx-get="/deals/{card.id}/peek/" hx-target="#peek-body" hx-replace-url="?{kept}&amp;peek={card.id}">{name}</a>'
        f'<span class="cal-figures">{sign}{amount}<span class="truncate">{text(card.stage)}</span></span>'
        f"{'' if card.is_fixed else menu}</li>"
    )


def _card(card: Card, stage: Stage, kept: str, may_move: bool) -> str:
    name = text(card.name)
    moves = (
        f'data-move-url="/deals/{card.id}/move/?version={card.version}&amp;{kept}"'
        if may_move
        else "data-fixed"
    )
    menu = (
        f'<button type="button" class="deal-menu" aria-haspopup="menu" aria-label="Move {name}">{icon("ellipsis")}</button>'
        if may_move
        else ""
    )
    return (
        f'<li class="deal" id="card-{card.id}" data-id="{card.id}" {moves}>'
        f'<span class="deal-company">{text(card.customer)}</span>'
        f'<a class="deal-link" id="deal-{card.id}" data-step href="?{kept}&amp;peek={card.id}" '
        f'hx-get="/deals/{card.id}/peek/" hx-target="#peek-body" hx-replace-url="?{kept}&amp;peek={card.id}">{name}</a>'
        f'<div class="deal-figures">{_figures(card, stage)}</div><div class="deal-foot">{_foot(card, stage)}</div>{menu}</li>'
    )


def _figures(card: Card, stage: Stage) -> str:
    amount = (
        f'<span class="font-semibold tabnum">{text(format_money(card.amount, cents=False))}</span>'
        if card.amount
        else ""
    )
    said = ""
    if card.closed_at:
        said = f"{StageKind(stage.kind).label} {day(card.closed_at, 'j M')}"
    elif card.expected_close:
        said = f"Close {day(card.expected_close, 'j M')}"
    return f'{amount}<span class="text-xs text-muted">{said}</span>'


def _foot(card: Card, stage: Stage) -> str:
    late = (
        f'<span class="act act-late">{icon("circle-alert")}{due(card.expected_close)}</span>'
        if card.is_late
        else ""
    )
    stale = (
        f'<span class="badge badge-soft badge-warning" title="{card.stale_days} days in this stage, more than '
        f'{stage.rot_days}">{icon("clock", "size-3")}{card.stale_days} d<span class="sr-only"> in this stage, stale</span></span>'
        if card.stale_days is not None
        else ""
    )
    return late + stale + _owner(card)


def _owner(card: Card) -> str:
    if card.owner is None:
        return ""
    name = text(card.owner.name)
    return (
        f'<span class="ml-auto" title="{name}"><span class="avatar-tile hue-{card.owner.hue} sm" aria-hidden="true">'
        f'{text(card.owner.initials)}</span><span class="sr-only">Owner {name}</span></span>'
    )

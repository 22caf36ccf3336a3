"""Parts of pages: icons, avatars, cards, dates, figures, evidence. Built into every template."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any
from zlib import crc32

from django import template
from django.template import Context, defaulttags
from django.template.base import Parser, Token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accrue.ui import addresses, figures, frame
from accrue.ui.charts import figure
from accrue.ui.panels import actions_on, drawn_above, drawn_on

register = template.Library()
register.filter("number", figures.number)
register.filter("percent", figures.percent)
register.filter("signed", figures.signed)


class _Address(defaulttags.URLNode):
    """Django's, except that an address is worked out once."""

    def render(self, context: Context) -> str:
        name = self.view_name.resolve(context)
        args = tuple(str(arg.resolve(context)) for arg in self.args)
        kwargs = tuple((key, str(value.resolve(context))) for key, value in self.kwargs.items())
        url = ""
        try:
            url = addresses.found(name, args, kwargs)
        except NoReverseMatch:
            if self.asvar is None:
                raise
        if self.asvar:
            context[self.asvar] = url
            return ""
        return conditional_escape(url) if context.autoescape else url


@register.tag("url")
def address_node(parser: Parser, token: Token) -> _Address:
    """Django's `url`, kept by name and arguments."""
    node = defaulttags.url(parser, token)
    return _Address(node.view_name, node.args, node.kwargs, node.asvar)


@register.simple_tag
@cache
def icon(name: str, cls: str = "", label: str = "") -> SafeString:
    """One of the icons in frontend/icons.txt. Without a label it is decoration and hidden from screen readers."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon {}" {}><use href="{}#{}"></use></svg>', cls, spoken, static("icons.svg"), name
    )


@register.simple_tag
def avatar(who: Any, size: str = "", square: bool = False) -> SafeString:
    """Initials on a colour of their own: of an object with `initials` and `hue`, or of a name. Decoration: say the name beside it."""
    name = str(who)
    initials = getattr(who, "initials", None) or _initials(name)
    hue = getattr(who, "hue", None)
    return _tile(crc32(name.encode()) % 6 if hue is None else hue, size, square, initials)


@lru_cache(maxsize=2_000)
def _tile(hue: int, size: str, square: bool, initials: str) -> SafeString:
    return format_html(
        '<span class="avatar-tile hue-{} {} {}" aria-hidden="true">{}</span>',
        hue,
        size,
        "is-square" if square else "",
        initials,
    )


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[:1].isalnum()] or ["?"]
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()


@register.simple_tag
def badge(text: str, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """A small label; tone: neutral, primary, success, warning, error, info. Never colour alone: the text says it."""
    tones = {
        "neutral": "badge-soft badge-neutral",
        "primary": "badge-soft badge-primary",
        "success": "badge-soft badge-success",
        "warning": "badge-soft badge-warning",
        "error": "badge-soft badge-error",
        "info": "badge-soft badge-info",
    }
    mark = icon(icon_name, "size-3") if icon_name else ""
    return format_html('<span class="badge {}">{}{}</span>', tones[tone], mark, text)


@register.simple_tag
def grade(letter: str) -> SafeString:
    """How well a line is known: A, B measured (solid), C, D modelled (light), E declared (hatched)."""
    return render_to_string("ui/grade.html", {"letter": letter, "kind": figures.evidence(letter)})


@register.simple_tag
def interval(low: str, high: str, level: float = 0.9) -> SafeString:
    """“90 % interval X to Y” of two already formatted figures; “exact” where both are the same."""
    if low == high:
        return mark_safe('<span class="interval">exact</span>')
    return format_html(
        '<span class="interval">{} interval <b>{} to {}</b></span>', figures.level_text(level), low, high
    )


@register.simple_block_tag
def card(content: str, title: str = "", cls: str = "", level: int = 2) -> SafeString:
    head = format_html(
        '<header class="panel-head"><h{0} class="panel-title">{1}</h{0}></header>', level, title
    )
    return format_html(
        '<section class="panel {}">{}<div class="panel-body">{}</div></section>',
        cls,
        head if title else "",
        content,
    )


@register.simple_block_tag
def empty(content: str, title: str = "", icon_name: str = "inbox") -> SafeString:
    """Says what will appear here; the content may hold one action."""
    return format_html(
        '<div class="empty">{}<p class="empty-title">{}</p><div class="empty-body">{}</div></div>',
        icon(icon_name),
        title,
        content,
    )


@register.simple_block_tag
def note(content: str, tone: str = "info") -> SafeString:
    """A sentence that stays on the page; tone: info, success, warning, error."""
    icons = {"info": "info", "success": "circle-check", "warning": "triangle-alert", "error": "circle-alert"}
    return format_html('<div class="note note-{}">{}<div>{}</div></div>', tone, icon(icons[tone]), content)


@register.simple_block_tag(takes_context=True)
def listing(context: Context, content: str, of: Any) -> SafeString:
    """Rows in a table with sortable headings, pages and the two kinds of empty; `of` is an `accrue.ui.listing.Listing`."""
    return render_to_string("ui/list/listing.html", {"listing": of, "rows": content}, context.get("request"))


@register.simple_tag(takes_context=True)
def panels(context: Context, kind: str, record: Any) -> SafeString:
    """The panels other areas show on this kind of record."""
    request = context["request"]
    return render_to_string("ui/record/panels.html", {"panels": drawn_on(request, kind, record)}, request)


@register.simple_tag(takes_context=True)
def record_actions(context: Context, kind: str, record: Any) -> SafeString:
    """What other areas offer to do with this record, as links at its head."""
    request = context["request"]
    return render_to_string(
        "ui/record/actions.html", {"actions": actions_on(kind, request.user, record)}, request
    )


@register.simple_tag(takes_context=True)
def above_timeline(context: Context, kind: str, record: Any) -> SafeString:
    """What other areas put above the timeline of this kind of record."""
    return drawn_above(context["request"], kind, record)


@register.simple_tag
def when(at: datetime | date | None, place: str = "") -> SafeString:
    """A moment or day as people say it, in the reader's zone, with the full date behind it.

    `place` "inside" a sentence: drawn today, 14:02.
    """
    if at is None:
        return mark_safe("—")
    local = timezone.localtime(at) if isinstance(at, datetime) else at
    full = date_format(local, "j F Y, H:i" if isinstance(local, datetime) else "j F Y")
    said = _said(local)
    if place == "inside":
        said = re.sub("^(Today|Yesterday|Tomorrow)", lambda found: found[0].lower(), said)
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), full, said)


def _said(local: datetime | date) -> str:
    today = timezone.localdate()
    day = local.date() if isinstance(local, datetime) else local
    near = {
        today: "Today",
        today - timedelta(days=1): "Yesterday",
        today + timedelta(days=1): "Tomorrow",
    }.get(day)
    text = near or date_format(day, "j M" if day.year == today.year else "j M Y")
    return (
        f"{text}, {local:%H:%M}" if isinstance(local, datetime) and (near or day.year == today.year) else text
    )


@register.filter
def mid_sentence(label: str) -> str:
    """A label within a sentence: its first letter small, but for what is written in capitals (“VAT number”)."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


@register.filter
def due(day: date | None) -> str:
    """today, tomorrow, in 3 d, 3 d late."""
    if day is None:
        return "—"
    days = (day - timezone.localdate()).days
    if -1 < days < 2:
        return ("today", "tomorrow")[days]
    return f"in {days} d" if days > 0 else f"{-days} d late"


@register.simple_tag
def keys(sequence: str) -> SafeString:
    """A sequence of keys as caps: "g d" or "Alt →"."""
    caps = ((key.upper() if len(key) == 1 else key,) for key in sequence.split())
    return format_html_join(" ", '<kbd class="kbd">{}</kbd>', caps)


@register.simple_tag
def chart(
    of: Any, small: int = 350, middle: int = 700, large: int | None = None, table: bool = True
) -> SafeString:
    """A chart of `accrue.ui.charts`, in the width that fits, with its values as a table."""
    return mark_safe(figure(of, small=small, middle=middle, large=large, with_table=table))  # noqa: S308  # escaped there


@register.simple_tag
def drawing(of: Any, width: int) -> SafeString:
    """A chart in one width alone: sparklines, printed pages, mails."""
    svg: str = of.svg(width)
    return mark_safe(svg)  # noqa: S308  # the charts escape what they draw


@register.simple_tag(takes_context=True)
def head(context: Context) -> SafeString:
    """What stands in every page's head."""
    return frame.with_token(frame.head(), str(context.get("csrf_token", "")))


@register.simple_tag
def front_end() -> SafeString:
    """The scripts and styles that frontend/build.py made."""
    from django_vite.templatetags.django_vite import vite_asset, vite_hmr_client

    try:
        tags: SafeString = vite_hmr_client() + vite_asset("src/main.ts")
    except Exception as error:
        raise RuntimeError("The front end is not built. Run: python frontend/build.py") from error
    return tags

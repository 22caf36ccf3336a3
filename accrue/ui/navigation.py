"""The menu at the side. Areas register their pages in `declarations.py`; what a person may not open is not shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accrue.ui.addresses import address
from accrue.ui.registry import May, Person, Registry, anyone

GROUPS = ("Work", "Records", "Grow", "Prove", "Run")
OWN = "You"  # shown in the menu behind the person's name


@dataclass(frozen=True, slots=True)
class NavItem:
    """`hotkey` is a sequence such as "g d"; `on_phone` puts the page into the bar of small screens (the first four).

    `count` gives the small number beside the label, or None for none; it is asked on every page, so keep it cheap.
    `asked` names an address that gives the number instead: the browser asks it with each page and when the news `asked_on`
    comes.
    `by_post` draws a button that posts (sign out) instead of a link.
    """

    group: str
    key: str
    label: str
    icon: str
    url_name: str
    hotkey: str = ""
    order: int = 100
    may: May = anyone
    on_phone: bool = False
    count: Callable[[Person], int | None] | None = None
    by_post: bool = False
    asked: str = ""
    asked_on: str = ""

    def __post_init__(self) -> None:
        if self.group not in (*GROUPS, OWN):
            raise ValueError(f"{self.group!r} is no group of the menu; use one of {(*GROUPS, OWN)}")

    @property
    def identity(self) -> tuple[str, ...]:
        return (self.key,)

    @property
    def url(self) -> str:
        return address(self.url_name)

    @property
    def asked_url(self) -> str:
        return address(self.asked) if self.asked else ""


@dataclass(frozen=True, slots=True)
class Link:
    """One drawn line of the menu."""

    item: NavItem
    url: str
    is_current: bool
    count: int | None


_items: Registry[NavItem] = Registry()


def register(item: NavItem) -> NavItem:
    return _items.register(item)


def items() -> list[NavItem]:
    return list(_items)


def links(person: Person, path: str) -> list[Link]:
    """The pages this person may open; the one whose address is the longest beginning of `path` is the current one."""
    allowed = [(item, item.url) for item in _items.for_person(person)]
    inside = [url for _, url in allowed if path == url or (url != "/" and path.startswith(url))]
    current = max(inside, key=len, default="")
    return [
        Link(item, url, url == current, item.count(person) if item.count else None) for item, url in allowed
    ]


def grouped(all_links: Sequence[Link]) -> list[tuple[str, list[Link]]]:
    """By group, in the order of GROUPS, empty groups left out."""
    by_group = {group: [link for link in all_links if link.item.group == group] for group in GROUPS}
    return [(group, found) for group, found in by_group.items() if found]

"""People, companies and products to choose from while somebody types, and the one that was meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from accrue.accounts.models import User
from accrue.contacts import selectors as contacts
from accrue.errors import Invalid
from accrue.products import selectors as catalogue

MOST = 8
SEPARATOR = " · "
MARK = f"{SEPARATOR}#"


def _companies(user: User, q: str) -> Iterable[Any]:
    return contacts.companies(user, query=q).order_by("sort_name", "pk")[:MOST]


def _people(user: User, q: str) -> Iterable[Any]:
    return contacts.people(user, query=q).order_by("sort_name", "pk")[:MOST]


def _products(user: User, q: str) -> Iterable[Any]:
    return catalogue.products(user, query=q).order_by("sort_name", "pk")[:MOST]


SOURCES: dict[str, Callable[[User, str], Iterable[Any]]] = {
    "company": _companies,
    "person": _people,
    "product": _products,
}
NOTES = {"company": "domain", "person": "email", "product": "code"}


def choices(kind: str, user: User, q: str) -> list[str]:
    """What to offer for what was typed; two that read the same carry their number."""
    return [label for label, _ in _labelled(kind, user, q)]


def chosen(kind: str, user: User, typed: str) -> int | None:
    """The id of the record that was chosen or typed in full; None for nothing. Raises Invalid where it is unclear."""
    typed = " ".join(typed.split())
    if not typed:
        return None
    name, _, number = typed.partition(MARK)
    found = _labelled(kind, user, name.split(SEPARATOR)[0])
    if number.isascii() and number.isdigit():
        found = [(label, pk) for label, pk in found if pk == int(number)]
        exact = found
    else:
        exact = [(label, pk) for label, pk in found if label.casefold() == typed.casefold()]
        exact = exact or [(label, pk) for label, pk in found if _name(label) == typed.casefold()]
    if len(exact) != 1:
        problem = (
            f"Several are called “{typed}”. Choose the one you mean from the list."
            if exact
            else f"There is no {kind} called “{typed}”. Choose one from the list, or leave it empty."
        )
        raise Invalid("sales.unclear_choice", problem, fields={kind: problem})
    return exact[0][1]


def label(kind: str, record: Any) -> str:
    """How one record is offered: its name, and what tells two of the same name apart."""
    name = str(record.full_name if kind == "person" else record.name)
    note = getattr(record, NOTES[kind], "")
    return f"{name}{SEPARATOR}{note}" if note and note != name else name


def _labelled(kind: str, user: User, q: str) -> list[tuple[str, int]]:
    records = list(SOURCES[kind](user, q))
    seen = Counter(label(kind, record) for record in records)
    return [
        (text if seen[text := label(kind, record)] == 1 else f"{text}{MARK}{record.pk}", record.pk)
        for record in records
    ]


def _name(text: str) -> str:
    return text.split(SEPARATOR)[0].casefold()

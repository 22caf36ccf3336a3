"""Two records side by side, detail by detail, as far as somebody may read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.contacts.details import COMPANY, PERSON
from accrue.contacts.models import GENERATED, Company, Person
from accrue.contacts.selectors import hidden_details
from accrue.quality.models import Pair
from accrue.quality.selectors.pairs import MODELS, shown_reasons
from accrue.standards.countries import country_names

DETAILS = {"person": PERSON, "company": COMPANY}


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    label: str
    left: str
    right: str
    is_same: bool = False
    """Written otherwise, and yet the same."""

    @property
    def differs(self) -> bool:
        return not self.is_same and self.left.casefold() != self.right.casefold()

    @property
    def contradicts(self) -> bool:
        """Both say something, and not the same."""
        return self.differs and bool(self.left) and bool(self.right)


@dataclass(frozen=True, slots=True)
class Compared:
    """A pair with both records. `rows` leave out what neither record says."""

    pair: Pair
    left: Any
    right: Any
    rows: list[Row]
    reasons: list[str]
    may_edit: bool
    may_merge: bool

    @property
    def percent(self) -> int:
        return int(self.pair.certainty * 100)


def compared(actor: User, pairs: Iterable[Pair]) -> list[Compared]:
    """The pairs, all of one kind, with what this user may read of their records. One question to the database."""
    pairs = list(pairs)
    if not pairs:
        return []
    kind = pairs[0].kind
    ids = {pk for pair in pairs for pk in (pair.left_id, pair.right_id)}
    joined = ("owner", "company") if kind == "person" else ("owner",)
    records = access.visible(actor, MODELS[kind]._default_manager.filter(pk__in=ids)).select_related(*joined)
    found: dict[int, Any] = {record.pk: record for record in records.defer(*GENERATED)}
    return [
        _compared(actor, pair, found[pair.left_id], found[pair.right_id])
        for pair in pairs
        if pair.left_id in found and pair.right_id in found
    ]


def _compared(actor: User, pair: Pair, left: Any, right: Any) -> Compared:
    allowed = access.access_of(actor)
    may_edit, may_delete = (
        all(allowed.may(pair.kind, action, record) for record in (left, right))
        for action in ("edit", "delete")
    )
    return Compared(
        pair,
        left,
        right,
        list(_rows(actor, pair.kind, left, right)),
        shown_reasons(actor, pair),
        may_edit,
        may_edit and may_delete,
    )


def _rows(actor: User, kind: str, left: Any, right: Any) -> Iterable[Row]:
    hidden = hidden_details(actor, kind)
    shown = [(detail.name, detail.label) for detail in DETAILS[kind]]
    shown += [("company", "Company")] if kind == "person" else []
    for name, label in (*shown, ("owner", "Owner")):
        if name in hidden:
            continue
        mine, theirs = _said(actor, left, name), _said(actor, right, name)
        if mine or theirs:
            is_same = name == "phone" and bool(left.phone_e164) and left.phone_e164 == right.phone_e164
            yield Row(name, label, mine, theirs, is_same)


def _said(actor: User, record: Person | Company, name: str) -> str:
    value = getattr(record, name)
    if value is None:
        return ""
    if name == "company" and not access.access_of(actor).may("company", "see", value):
        return ""
    return country_names().get(value, value) if name == "country" else str(value)

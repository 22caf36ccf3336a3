"""What a fact is: something that happened, named in the past tense, with ids and plain values only."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Base of everything in the catalogue.

    `subject` names the record the fact is about; `mentions` the other records on whose timelines it stands.
    For each of them the fact has a field `<kind>_id` (which may be None for a mention).
    """

    subject: ClassVar[str]
    mentions: ClassVar[tuple[str, ...]] = ()
    label: ClassVar[str]
    group: ClassVar[str]
    icon: ClassVar[str] = "sparkles"
    tone: ClassVar[str] = "plain"

    @property
    def subject_kind(self) -> str:
        """The kind of record this is about."""
        return self.subject

    @property
    def subject_id(self) -> int:
        return int(getattr(self, f"{self.subject}_id"))

    def mentioned(self) -> list[tuple[str, int]]:
        """(kind, id) of every record on whose timeline this stands, the subject first."""
        kinds = (self.subject, *self.mentions)
        found = [(kind, getattr(self, f"{kind}_id")) for kind in kinds]
        return [(kind, int(record_id)) for kind, record_id in dict.fromkeys(found) if record_id is not None]

    def data(self) -> dict[str, Any]:
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def summary(self) -> str:
        """One line beneath the label on a timeline; empty where the label says it all."""
        return ""


@dataclass(frozen=True, kw_only=True)
class RecordFact(Fact):
    """Base of facts about a record of any kind, which `kind` names."""

    subject: ClassVar[str] = "record"

    kind: str
    record_id: int

    @property
    def subject_kind(self) -> str:
        return self.kind

    def mentioned(self) -> list[tuple[str, int]]:
        return [(self.kind, self.record_id)]


def in_words(names: list[str]) -> str:
    """Names of details as a sentence shows them: “E-mail, job title”."""
    said = [name.removesuffix("_minor").replace("_", " ").replace("email", "e-mail") for name in names]
    text = ", ".join(said)
    return text[:1].upper() + text[1:]


@cache
def fact_types() -> dict[str, type[Fact]]:
    """Every fact of the catalogue by its name."""
    from accrue.events import catalogue

    found = (
        value for value in vars(catalogue).values() if isinstance(value, type) and issubclass(value, Fact)
    )
    return {kind.__name__: kind for kind in found if kind not in (Fact, RecordFact)}


def fact_from(name: str, data: dict[str, Any]) -> Fact:
    """The dataclass again, from its name and stored values."""
    return fact_types()[name](**data)

"""The catalogue as a page of documentation, made from the catalogue itself."""

from __future__ import annotations

from dataclasses import fields

from accrue.events.facts import Fact, RecordFact, fact_types

HEAD = """# The catalogue of facts

Everything that can happen in Accrue, as it is recorded, shown on timelines and announced to whoever reacts.
A fact is never changed once shipped: a new version is a new name. Ids are the records' ids; amounts are minor
units with their currency beside them.

This page is written from the files of `accrue/events/catalogue/`; `make docs` writes it anew.
"""


def page() -> str:
    return "\n".join([HEAD, *(_section(kind) for kind in fact_types().values())])


def _section(kind: type[Fact]) -> str:
    subject = "any record, which `kind` names" if issubclass(kind, RecordFact) else f"**{kind.subject}**"
    about = ", ".join((subject, *kind.mentions))
    rows = "\n".join(f"| `{field.name}` | `{field.type}` |" for field in fields(kind))
    text = (kind.__doc__ or "").strip()
    return f"## {kind.__name__}\n\n{text}\n\nStands on the timeline of: {about}.\n\n| field | type |\n| --- | --- |\n{rows}\n"

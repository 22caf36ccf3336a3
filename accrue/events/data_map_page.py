"""The map of personal data as a page of documentation, made from the declarations themselves."""

from __future__ import annotations

from collections.abc import Iterator

from accrue.events.data_map import Fate, Table, facts, tables

HEAD = """# The map of personal data

Every column of every table, and every field of every fact, is declared personal or not; a new one that is not turns a
test red. Below stands what is personal: whose it is, why it is kept, and what erasing a person does to it. “Person” is
whoever is kept as a contact; “user” is who works with Accrue. Tables of history hold the same columns and are treated
alike.

This page is written from the files `personal.py` of the areas; `make docs` writes it anew.
"""
WHOSE = {"person": "person", "user": "user"}


def page() -> str:
    personal = [table for table in tables() if table.personal]
    plain = [table.model for table in tables() if not table.personal]
    nothing = "## Tables with nothing personal\n\n" + ", ".join(f"`{name}`" for name in plain) + ".\n"
    return "\n".join([HEAD, *map(_section, personal), _facts(), nothing])


def _section(table: Table) -> str:
    rows = "\n".join(
        f"| `{name}` | {WHOSE[table.whose]} | {why} | {erasing(table, name)} |"
        for name, why in table.personal.items()
    )
    head = (
        f"## {table.model}\n\n| column | whose | why | when a person is erased |\n| --- | --- | --- | --- |\n"
    )
    return f"{head}{rows}\n"


def erasing(table: Table, name: str) -> str:
    """What becomes of a column, in words."""
    if table.whose != "person":
        return "stays: it is about a user"
    if name in table.kept:
        return f"stays: {table.kept[name]}"
    if table.fate is Fate.DELETE:
        return "the row is deleted"
    if name in table.shared:
        return "stays where others have the same, otherwise emptied"
    words = f"replaced by “{table.fill[name]}”" if name in table.fill else "emptied"
    if table.sweep and not table.by:
        return "name, e-mail and numbers are taken out"
    return f"{words}; name, e-mail and numbers are taken out everywhere" if table.sweep else words


def _facts() -> str:
    head = "## Facts\n\n| fact | field | whose | why | when a person is erased |\n| --- | --- | --- | --- | --- |\n"
    return head + "".join(_fact_rows())


def _fact_rows() -> Iterator[str]:
    for name, said in facts().items():
        erased = "emptied" if said.whose == "person" else "stays: it is about a user"
        for key, why in said.personal.items():
            yield f"| `{name}` | `{key}` | {WHOSE[said.whose]} | {why} | {erased} |\n"

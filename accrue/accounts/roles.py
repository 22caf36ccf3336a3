"""The built-in roles: what each may do with which kind of record.

A line reads: see, create, edit, delete, export; a = all, t = team, o = own, - = none.
"""

from __future__ import annotations

from accrue.accounts.kinds import Action, Scope

ADMINISTRATOR = "administrator"
LETTERS = {"a": Scope.ALL, "t": Scope.TEAM, "o": Scope.OWN, "-": Scope.NONE}

ROLES: dict[str, tuple[str, dict[str, str]]] = {
    # key: (name, {kind: grants})
    "administrator": (
        "Administrator",
        {
            "rule": "aaaaa",
            "import": "aaaaa",
            "tag": "aaaa-",
            "person": "aaaaa",
            "custom_field": "aaaaa",
            "company": "aaaaa",
            "product": "aaaaa",
            "pipeline": "aaaaa",
            "deal": "aaaaa",
            "order": "aaaaa",
            "invoice": "aaaaa",
            "payment": "aaaaa",
            "currency": "aaaaa",
            "user": "aaaaa",
            "team": "aaaaa",
            "role": "aaaaa",
            "system": "aaaaa",
            "experiment": "aaaaa",
            "programme": "a---a",
            "cost": "a---a",
            "statement": "a---a",
            "measure": "a----",
            "view": "aaaa-",
            "dashboard": "aaaaa",
        },
    ),
    "manager": (
        "Manager",
        {
            "rule": "aaaa-",
            "import": "ooooo",
            "tag": "aaaa-",
            "person": "aaata",
            "custom_field": "aaa--",
            "company": "aaata",
            "product": "aaa-a",
            "pipeline": "aaa--",
            "deal": "aaata",
            "order": "aaa-a",
            "invoice": "aa--a",
            "payment": "a---a",
            "currency": "a----",
            "user": "a----",
            "team": "a----",
            "experiment": "aaa-a",
            "programme": "a---a",
            "cost": "a---a",
            "statement": "a---a",
            "measure": "t----",
            "view": "aaaa-",
            "dashboard": "taoo-",
        },
    ),
    "rep": (
        "Sales rep",
        {
            "rule": "a----",
            "import": "ooooo",
            "tag": "aa---",
            "person": "tatoo",
            "custom_field": "a----",
            "company": "tatoo",
            "product": "a----",
            "pipeline": "a----",
            "deal": "tatoo",
            "order": "tot--",
            "invoice": "t----",
            "payment": "t----",
            "currency": "a----",
            "user": "a----",
            "team": "a----",
            "measure": "t----",
            "view": "ttoo-",
            "dashboard": "taoo-",
        },
    ),
    "marketer": (
        "Marketer",
        {
            "rule": "aaa--",
            "import": "ooooo",
            "tag": "aaaa-",
            "person": "aaa-a",
            "custom_field": "a----",
            "company": "aaa-a",
            "product": "a---a",
            "pipeline": "a----",
            "deal": "a----",
            "order": "a----",
            "currency": "a----",
            "user": "a----",
            "team": "a----",
            "experiment": "aaa-a",
            "statement": "a----",
            "measure": "a----",
            "view": "aaoo-",
            "dashboard": "taoo-",
        },
    ),
    "agent": (
        "Service agent",
        {
            "rule": "a----",
            "import": "ooooo",
            "tag": "aa---",
            "person": "aaa--",
            "custom_field": "a----",
            "company": "aaa--",
            "product": "a----",
            "order": "a----",
            "invoice": "a----",
            "payment": "a----",
            "currency": "a----",
            "user": "a----",
            "team": "a----",
        },
    ),
    "finance": (
        "Finance",
        {
            "import": "ooooo",
            "tag": "aa---",
            "person": "a---a",
            "custom_field": "a----",
            "company": "a---a",
            "product": "aaa-a",
            "pipeline": "a----",
            "deal": "a---a",
            "order": "aaa-a",
            "invoice": "aaa-a",
            "payment": "aaa-a",
            "currency": "aaaaa",
            "user": "a----",
            "team": "a----",
            "experiment": "a---a",
            "programme": "aaa-a",
            "cost": "aaaaa",
            "statement": "aaa-a",
            "measure": "a----",
            "view": "aaoo-",
            "dashboard": "taoo-",
        },
    ),
    "read-only": (
        "Read-only",
        {
            "tag": "a----",
            "person": "a----",
            "custom_field": "a----",
            "company": "a----",
            "product": "a----",
            "pipeline": "a----",
            "deal": "a----",
            "order": "a----",
            "invoice": "a----",
            "payment": "a----",
            "currency": "a----",
            "user": "a----",
            "team": "a----",
            "experiment": "a----",
            "programme": "a----",
            "cost": "a----",
            "statement": "a----",
            "measure": "a----",
            "view": "aooo-",
            "dashboard": "taoo-",
        },
    ),
}


def grants_of(role: str) -> list[tuple[str, Action, Scope]]:
    """(kind, action, scope) of a built-in role, without the denials."""
    return [
        (kind, action, LETTERS[letter])
        for kind, line in ROLES[role][1].items()
        for action, letter in zip(Action, line, strict=True)
        if letter != "-"
    ]

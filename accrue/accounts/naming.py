"""Who is named with an @ in what people write."""

from __future__ import annotations

from collections.abc import Iterator

from accrue.accounts.models import User


def named_in(text: str) -> set[User]:
    """Active people whose full name or address follows an @ in `text`; the longest name that fits counts."""
    if "@" not in text:
        return set()
    people = [u for u in User.objects.filter(is_active=True) if u.name or u.email]
    words = [(word.casefold(), user) for user in people for word in (user.name, user.email) if word]
    words.sort(key=lambda one: -len(one[0]))
    return set(_named(text.casefold(), words))


def _named(text: str, words: list[tuple[str, User]]) -> Iterator[User]:
    start = text.find("@")
    while start >= 0:
        rest = text[start + 1 :]
        longest = next((len(w) for w, _ in words if _stands(rest, w)), 0)
        yield from (user for word, user in words if len(word) == longest and _stands(rest, word))
        start = text.find("@", start + 1)


def _stands(rest: str, word: str) -> bool:
    """Whether `rest` begins with `word` and goes on with something else."""
    return rest.startswith(word) and not rest[len(word) : len(word) + 1].isalnum()

from __future__ import annotations

from functools import cache

from babel import Locale

from accrue.standards.text import tidy

_NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


@cache
def country_names() -> dict[str, str]:
    """ISO 3166 code → English name, by name."""
    territories = Locale("en").territories
    found = {k: v for k, v in territories.items() if len(k) == 2 and k.isalpha() and k not in _NO_COUNTRIES}
    return dict(sorted(found.items(), key=lambda item: item[1]))


@cache
def _codes() -> dict[str, str]:
    by_name = {name.casefold(): code for code, name in country_names().items()}
    return by_name | {code.casefold(): code for code in country_names()} | {"uk": "GB"}


def checked_country(text: str) -> str:
    """The two-letter code, from a code or an English name."""
    typed = tidy(text)
    if not typed:
        return ""
    code = _codes().get(typed.casefold())
    if code is None:
        raise ValueError("This is no country. Write its name in English or its two-letter code, like DE.")
    return code

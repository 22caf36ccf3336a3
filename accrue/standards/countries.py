from __future__ import annotations

from functools import cache

from babel import Locale
from babel.core import get_global

from accrue.standards.text import tidy

LOCALES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sv", "da", "nb", "fi", "hu", "ro", "tr", "el", "ru", "uk", "ja", "zh", "ko", "ar", "he")  # fmt: skip
MORE = {
    "u.s.a.": "US", "u.s.": "US", "united states of america": "US", "america": "US", "england": "GB", "scotland": "GB",
    "wales": "GB", "great britain": "GB", "u.k.": "GB", "holland": "NL", "korea": "KR", "south korea": "KR",
    "czech republic": "CZ", "brd": "DE", "uae": "AE", "russian federation": "RU", "viet nam": "VN",
}  # fmt: skip
_NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


@cache
def country_names() -> dict[str, str]:
    """ISO 3166 code → English name, by name."""
    territories = Locale("en").territories
    found = {k: v for k, v in territories.items() if len(k) == 2 and k.isalpha() and k not in _NO_COUNTRIES}
    return dict(sorted(found.items(), key=lambda item: item[1]))


@cache
def _codes() -> dict[str, str]:
    """Code by name; where languages quarrel about a name, the English one counts."""
    known = country_names()
    found: dict[str, str] = {}
    for locale in reversed(LOCALES):
        for code, name in Locale(locale).territories.items():
            if code in known:
                found[name.casefold()] = code
    alpha3 = {three.casefold(): code for three, code in _alpha_3().items() if code in known}
    return found | MORE | alpha3 | {code.casefold(): code for code in known} | {"uk": "GB"}


def _alpha_3() -> dict[str, str]:
    aliases = get_global("territory_aliases")
    return {three: two[0] for three, two in aliases.items() if len(three) == 3 and three.isalpha()}


def checked_country(text: str) -> str:
    """The two-letter code, from a code of two or three letters or a name in any of two dozen languages."""
    typed = tidy(text)
    if not typed:
        return ""
    code = _codes().get(typed.casefold())
    if code is None:
        raise ValueError("This is no country. Write its name in English or its two-letter code, like DE.")
    return code

from __future__ import annotations

import re
from functools import lru_cache

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from rapidfuzz.distance import OSA

from accrue.standards.text import tidy

# Where anybody may have an address: such a domain says nothing about a company.
FREEMAIL = frozenset(
    [
        "aol.com",
        "bluewin.ch",
        "btinternet.com",
        "comcast.net",
        "fastmail.com",
        "free.fr",
        "freenet.de",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hey.com",
        "hotmail.co.uk",
        "hotmail.com",
        "hotmail.de",
        "hotmail.fr",
        "hotmail.it",
        "icloud.com",
        "inbox.ru",
        "interia.pl",
        "laposte.net",
        "libero.it",
        "live.com",
        "live.de",
        "mac.com",
        "mail.com",
        "mail.ru",
        "me.com",
        "msn.com",
        "naver.com",
        "o2.pl",
        "online.de",
        "orange.fr",
        "outlook.com",
        "outlook.de",
        "outlook.fr",
        "posteo.de",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "rocketmail.com",
        "seznam.cz",
        "sfr.fr",
        "sina.com",
        "sky.com",
        "t-online.de",
        "tutanota.com",
        "verizon.net",
        "virgilio.it",
        "wanadoo.fr",
        "web.de",
        "wp.pl",
        "yahoo.co.uk",
        "yahoo.com",
        "yahoo.de",
        "yahoo.es",
        "yahoo.fr",
        "yahoo.it",
        "yandex.com",
        "yandex.ru",
        "ymail.com",
        "zoho.com",
        "126.com",
        "163.com",
    ]
)
COMMON = ("gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com", "googlemail.com", "web.de", "gmx.de",
          "t-online.de", "proton.me", "aol.com", "live.com")  # fmt: skip
_AROUND = re.compile(r"^.*<([^<>]+@[^<>]+)>$")
_USUAL = re.compile(
    r"([a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*)@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,24}))"
)
_SPECIAL = {name.rpartition(".")[2] for name in SPECIAL_USE_DOMAIN_NAMES}
_ENDINGS = {".con": ".com", ".cmo": ".com", ".ocm": ".com", ".vom": ".com", ".comm": ".com", ".cpm": ".com"}


def checked_email(text: str) -> str:
    """The address in small letters, out of “mailto:” or “Name <address>”; no network is asked whether it is there."""
    address = standard_email(tidy(text))
    if not address or _is_usual(address):
        return address
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise ValueError("This is no e-mail address. Write it like name@example.com.") from None
    return address


def _is_usual(address: str) -> bool:
    """An address that is right at a glance; any other is looked at closely, which takes thirty times as long."""
    return bool(
        len(address) <= 254
        and (found := _USUAL.fullmatch(address))
        and len(found[1]) <= 64
        and "--" not in found[2]
        and found[3] not in _SPECIAL
    )


def standard_email(text: str) -> str:
    address = text.strip().rstrip(",;.")
    if address[:7].lower() == "mailto:":
        address = address[7:].split("?")[0]
    found = _AROUND.match(address)
    address = found[1] if found else address
    local, at, domain = address.rpartition("@")
    return f"{local.strip()}@{domain.strip()}".lower() if at else address.strip()


@lru_cache(maxsize=4096)
def suggested_email(address: str) -> str:
    """The address that was probably meant: “a@gmial.com” → “a@gmail.com”; nothing where nothing looks mistyped."""
    local, at, domain = address.rpartition("@")
    if not at or domain in FREEMAIL:
        return ""
    for wrong, right in _ENDINGS.items():
        if domain.endswith(wrong):
            return f"{local}@{domain.removesuffix(wrong)}{right}"
    near = [one for one in COMMON if len(one) > 7 and OSA.distance(domain, one, score_cutoff=1) == 1]
    return f"{local}@{near[0]}" if near else ""


def domain_of_email(address: str) -> str:
    """The domain of a company's own address; nothing for one of a mail provider."""
    domain = address.rpartition("@")[2].lower()
    return "" if domain in FREEMAIL else domain

"""What makes a password good enough, and the token that lets somebody choose a new one."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError

from accrue import clock
from accrue.accounts.models import User
from accrue.errors import Invalid

LEAST_LEFT = 6
LEET = str.maketrans("013457@$!€|", "oieastasiel")
ROWS = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "yxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
)


class BreachedVariationValidator:
    """Refuses what is left of a breached password after the usual disguises.

    The list is Django's 20,000 most used passwords of known breaches, kept with Django, so nothing leaves the
    machine. A twelve-letter password is hardly ever on such a list itself: it is a short one with a year, an
    exclamation mark, swapped letters, or twice. Those are undone before looking.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        if any(self._is_known(core) for core in cores(password)) or _is_walk(password):
            raise ValidationError(self.get_help_text(), code="password_breached_variation")

    def get_help_text(self) -> str:
        return (
            "This is a variation of a password that everybody tries first. Three or four words that have nothing "
            "to do with each other are better."
        )

    @staticmethod
    def _is_known(core: str) -> bool:
        return len(core) < LEAST_LEFT or core in _breached()


@cache
def _breached() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def cores(password: str) -> set[str]:
    """What a password comes down to: without ornaments at its ends, letters swapped back, repeats undone."""
    plain = password.strip().lower()
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    swapped = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain.translate(LEET))
    return {_once(form) for form in (plain, bare, bare.translate(LEET), swapped)}


def _once(form: str) -> str:
    """`abcabc` → `abc`"""
    found = re.fullmatch(r"(.+?)\1+", form)
    return found.group(1) if found else form


def _is_walk(password: str) -> bool:
    """Keys that lie side by side, or letters and digits in their order, there or back."""
    rows = [row * 3 for row in ROWS] + [row[::-1] * 3 for row in ROWS]
    parts = re.findall(r"[^\W\d_]+|\d+", password.lower())
    return bool(parts) and all(any(part in row for row in rows) for part in parts)


def check_password_strength(
    password: str, *, email: str = "", name: str = "", user: User | None = None
) -> None:
    """Raises Invalid with the reasons on the field `password`."""
    try:
        validate_password(password, user or User(email=email, name=name))
    except ValidationError as refused:
        reasons = " ".join(refused.messages)
        raise Invalid("accounts.weak_password", reasons, fields={"password": reasons}) from None


class ResetTokens(PasswordResetTokenGenerator):
    """128 bits, bound to the person, their address, their password and their being active; never stored.

    So a token dies when it was used (the password changed), when the address changed, and when the person is
    disabled; and after PASSWORD_RESET_TIMEOUT.
    """

    key_salt = "accrue.accounts.reset"

    def _now(self) -> datetime:
        """In UTC: on the night the clocks go back, ten minutes are not seventy."""
        return clock.now().replace(tzinfo=None)

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{user.pk}:{user.password}:{user.last_login}:{timestamp}:{user.email}:{user.is_active}"

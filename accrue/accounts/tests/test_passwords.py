from __future__ import annotations

import pytest

from accrue.accounts.models import User
from accrue.accounts.passwords import ResetTokens, check_password_strength, cores
from accrue.errors import Invalid


@pytest.mark.parametrize(
    "password",
    [
        "short-words",  # 11 letters
        "123456789012",
        "passwordpassword",
        "Password1234!",
        "P@ssw0rd2026!!",
        "!!!dragon!!!2024",
        "iloveyou12345",
        "Qwertyuiop123!",
        "asdfghjkl-zxcvbnm",
        "abcdefghijklm",
        "aaaaaaaaaaaaaaaa",
        "Football!2024!",
        "sunshinesunshine",
        "ana.ruiz@accrue.test",
        "    monkey123    ",
    ],
)
def test_refuses_what_everybody_tries_first(password):
    with pytest.raises(Invalid) as refused:
        check_password_strength(password, email="ana.ruiz@accrue.test", name="Ana Ruiz")
    assert refused.value.fields["password"]


@pytest.mark.parametrize(
    "password",
    [
        "orbit-lantern-mosaic-37",
        "correct horse battery staple",
        "vK7$wq!zT9pR",
        "grün-Möwe-tanzt-leise",
        "seventeen brown ducks",
        "пять зелёных лампочек",
    ],
)
def test_accepts_what_nobody_guesses(password):
    check_password_strength(password, email="ana.ruiz@accrue.test", name="Ana Ruiz")


def test_disguises_are_undone():
    assert "dragon" in cores("!!!Dragon!!!2024")
    assert "password" in cores("P@ssw0rd2026!!")
    assert "sunshine" in cores("sunshinesunshine")


def test_stored_as_argon2(db):
    user = User(email="a@accrue.test", name="A")
    user.set_password("orbit-lantern-mosaic-37")
    assert user.password.startswith("argon2$argon2id$")


def test_a_reset_token_has_128_bits_and_is_bound(db):
    user = User.objects.create(email="a@accrue.test", name="A", password="argon2$x")
    token = ResetTokens().make_token(user)
    assert len(token.split("-")[1]) == 32, "hexadecimal: 128 bits"
    assert ResetTokens().check_token(user, token)
    for field, value in [("password", "argon2$y"), ("email", "b@accrue.test"), ("is_active", False)]:
        kept = getattr(user, field)
        setattr(user, field, value)
        assert not ResetTokens().check_token(user, token), field
        setattr(user, field, kept)
    other = User.objects.create(email="c@accrue.test", name="C", password="argon2$x")
    assert not ResetTokens().check_token(other, token)
    for position in (0, len(token) // 2, len(token) - 1):
        changed = token[:position] + ("1" if token[position] != "1" else "2") + token[position + 1 :]
        assert not ResetTokens().check_token(user, changed)

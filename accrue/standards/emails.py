from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from accrue.standards.text import tidy


def checked_email(text: str) -> str:
    """The address as typed, without spaces around it; no network is asked whether its domain exists."""
    address = tidy(text)
    if not address:
        return ""
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise ValueError("This is no e-mail address. Write it like name@example.com.") from None
    return address

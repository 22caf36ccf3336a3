"""What people may be contacted for. An area that contacts people for something else adds its purpose here."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class Basis(models.TextChoices):
    CONSENT = "consent", "Consent"
    CONTRACT = "contract", "Contract"
    INTEREST = "interest", "Legitimate interest"


class How(models.TextChoices):
    AGENT = "agent", "Told to a colleague"
    FORM = "form", "A form"
    IMPORT = "import", "An import"
    API = "api", "Another program"
    LINK = "link", "A link in a mail"


@dataclass(frozen=True, slots=True)
class Purpose:
    """`months` is how long a yes lasts unless said otherwise; None: until it is taken back."""

    key: str
    label: str
    about: str
    months: int | None = None


PURPOSES = {
    purpose.key: purpose
    for purpose in (
        Purpose("newsletter", "Newsletter", "Regular mail to everybody who wants it"),
        Purpose("product-news", "Product news", "Mail about what is new in what they use"),
        Purpose("offers", "Offers", "Mail about what they could buy"),
        Purpose("phone", "Phone calls", "Calls that are not about a running order", 24),
        Purpose("research", "Surveys", "Questions about how satisfied they are"),
    )
}
CHOICES = [(purpose.key, purpose.label) for purpose in PURPOSES.values()]

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models.functions import Lower

from accrue import clock
from accrue.contacts.keys import CompanyKey, PersonKey, PhoneKey
from accrue.filters.custom.column import SEARCHED, custom_values, keeps_search_custom, search_custom
from accrue.filters.search import DigitsOf, Folded, search_index, search_text, search_trigrams
from accrue.loading import Quick

PERSON_SEARCH = (
    "given_name",
    "family_name",
    "email",
    "phone",
    DigitsOf("phone"),
    DigitsOf("phone_e164"),
    SEARCHED,
)
COMPANY_SEARCH = ("name", "domain", "email", "phone", DigitsOf("phone"), DigitsOf("phone_e164"), SEARCHED)
# Whoever was merged into another is in no list, and nobody stands for themselves.
MERGED_IS_AWAY = models.Q(merged_into__isnull=True) | (
    models.Q(archived_at__isnull=False) & ~models.Q(merged_into=models.F("id"))
)
GENERATED = [SEARCHED, "search_text", "search_trigrams", "sort_name"]


def sort_name(*columns: str) -> models.GeneratedField:
    """The name folded, so that “Ähren” stands beside “Ahrens” whatever the database's collation."""
    return models.GeneratedField(
        expression=Folded(*columns), output_field=models.TextField(db_collation="C"), db_persist=True
    )


class Contact(Quick):
    """What people and companies share."""

    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    phone_e164 = models.CharField(max_length=16, blank=True, editable=False)
    street = models.CharField(max_length=200, blank=True, db_default="")
    postcode = models.CharField(max_length=20, blank=True, db_default="")
    city = models.CharField(max_length=120, blank=True, db_default="")
    region = models.CharField(max_length=120, blank=True, db_default="")
    country = models.CharField(max_length=2, blank=True)
    raw = models.JSONField(default=dict, db_default={}, blank=True, editable=False)
    """{field: the text as it was typed} where the standard form differs; null: left as typed on purpose."""
    owner = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    custom = custom_values()
    search_custom = search_custom()

    class Meta:
        abstract = True

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


@pghistory.track(exclude=GENERATED)
class Company(Contact):
    """An organisation that buys, or may."""

    name = models.CharField(max_length=200)
    domain = models.CharField(max_length=190, blank=True)
    industry = models.CharField(max_length=120, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    search_text = search_text(*COMPANY_SEARCH)
    search_trigrams = search_trigrams(*COMPANY_SEARCH)
    sort_name = sort_name("name")

    class Meta:
        verbose_name_plural = "companies"
        triggers = [keeps_search_custom("company")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="company_has_a_name"),
            models.CheckConstraint(condition=MERGED_IS_AWAY, name="company_merged_is_away"),
        ]
        indexes = [
            search_index("company_search"),
            models.Index(fields=["sort_name", "id"], name="company_by_name"),
            models.Index(fields=["created_at", "id"], name="company_by_age"),
            models.Index(
                fields=["sort_name", "id"],
                condition=models.Q(archived_at__isnull=False),
                name="company_archived_by_name",
            ),
            models.Index(Lower("domain"), name="company_by_domain"),
            models.Index(Lower("email"), condition=~models.Q(email=""), name="company_by_email"),
            models.Index(CompanyKey("name"), name="company_by_key"),
            models.Index(
                PhoneKey("phone_e164", "phone"), condition=~models.Q(phone=""), name="company_by_phone"
            ),
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="company_merged_into",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(exclude=GENERATED)
class Person(Contact):
    """Somebody the company knows: a customer, or one who may become one."""

    given_name = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120, blank=True)
    job_title = models.CharField(max_length=160, blank=True)
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    source = models.CharField(max_length=80, blank=True)
    segment = models.CharField(max_length=80, blank=True)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    search_text = search_text(*PERSON_SEARCH)
    search_trigrams = search_trigrams(*PERSON_SEARCH)
    sort_name = sort_name("given_name", "family_name")

    class Meta:
        verbose_name_plural = "people"
        triggers = [keeps_search_custom("person")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(given_name="", family_name="", email=""), name="person_can_be_named"
            ),
            models.CheckConstraint(condition=MERGED_IS_AWAY, name="person_merged_is_away"),
        ]
        indexes = [
            search_index("person_search"),
            models.Index(fields=["sort_name", "id"], name="person_by_name"),
            models.Index(fields=["created_at", "id"], name="person_by_age"),
            models.Index(
                fields=["sort_name", "id"],
                condition=models.Q(archived_at__isnull=False),
                name="person_archived_by_name",
            ),
            models.Index(Lower("email"), name="person_by_email"),
            models.Index(PersonKey("given_name", "family_name"), name="person_by_key"),
            models.Index(
                PhoneKey("phone_e164", "phone"), condition=~models.Q(phone=""), name="person_by_phone"
            ),
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="person_merged_into",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The name, or the e-mail address of somebody whose name nobody knows yet."""
        return f"{self.given_name} {self.family_name}".strip() or self.email

    @property
    def initials(self) -> str:
        return (self.given_name[:1] + self.family_name[:1] or self.email[:1]).upper()

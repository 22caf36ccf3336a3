from __future__ import annotations

import pgtrigger
from django.db import models

from accrue import clock
from accrue.money import Money

APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class Statement(models.Model):
    """What the CRM returned, drawn once and never changed. Approval and publication are rows of their own.

    `body` is the JSON of `accrue_facts.values.Statement` without the ids of the records, which stand in
    `StatementRecord`. `inputs` is the sha256 of everything that decides the figures: facts, period, level, seed and
    the versions that drew it. Columns repeat the headline so that lists need not open the body.
    """

    number = models.PositiveIntegerField(unique=True)
    currency = models.CharField(max_length=3)
    starts_on = models.DateField()
    ends_on = models.DateField()
    asked_start = models.DateField(null=True)
    asked_end = models.DateField(null=True)
    roi_percent = models.FloatField(null=True)
    roi_percent_low = models.FloatField(null=True)
    roi_percent_high = models.FloatField(null=True)
    net_return_minor = models.BigIntegerField(null=True)
    benefit_minor = models.BigIntegerField(null=True)
    cost_minor = models.BigIntegerField(null=True)
    is_simulated = models.BooleanField(default=False)
    planted_effect = models.TextField(blank=True)
    perimeter = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    inputs = models.CharField(max_length=64, unique=True)
    body = models.TextField()
    drawn_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"Statement {self.number}"

    @property
    def net_return(self) -> Money | None:
        return None if self.net_return_minor is None else Money(self.net_return_minor, self.currency)

    @property
    def cost(self) -> Money | None:
        return None if self.cost_minor is None else Money(self.cost_minor, self.currency)

    @property
    def benefit(self) -> Money | None:
        return None if self.benefit_minor is None else Money(self.benefit_minor, self.currency)


class StatementRecord(models.Model):
    """One record behind a figure: `minor` is what it adds to part `part` of line `line`, in the currency's minor units.

    `line` is a line's key, or `cost:` and a category.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="records")
    line = models.CharField(max_length=120)
    part = models.PositiveSmallIntegerField()
    position = models.PositiveIntegerField()
    record_id = models.CharField(max_length=120)
    minor = models.BigIntegerField()

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=APPEND_ONLY)]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "line", "part", "position"], name="one_record_a_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.part}.{self.position}: {self.record_id}"


class StatementApproval(models.Model):
    """Somebody of finance stands by a statement; where there is a second one, not who drew it."""

    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="approval")
    approved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(default=clock.now)
    note = models.TextField(blank=True)

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"Statement {self.statement.number} approved"


class PublishedLink(models.Model):
    """A link that shows one statement to whoever has it, until it expires or is revoked.

    The token has 128 bits and is kept as its sha256 only.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="links")
    token_sha256 = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=120)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.label

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and clock.now() < self.expires_at


class LinkView(models.Model):
    """Somebody opened a published link."""

    link = models.ForeignKey(PublishedLink, on_delete=models.PROTECT, related_name="views")
    at = models.DateTimeField(default=clock.now)
    agent = models.CharField(max_length=200, blank=True)

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.link} at {self.at}"


class StatementPdf(models.Model):
    """The statement on paper, written by the worker; one before and one after approval."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="pdfs")
    is_approved = models.BooleanField()
    content = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "is_approved"], name="one_pdf_a_state")]

    def __str__(self) -> str:
        return f"Statement {self.statement_id} on paper"


class FileForm(models.TextChoices):
    """A statement as a file to work on, beside the PDF. The value ends the file's name."""

    WORKBOOK = "xlsx", "Workbook"
    SLIDES = "pptx", "Slides"


class StatementFile(models.Model):
    """The statement as a workbook or as slides, written by the worker; one before and one after approval."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="files")
    form = models.CharField(max_length=4, choices=FileForm)
    is_approved = models.BooleanField()
    content = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "form", "is_approved"], name="one_file_a_state")
        ]

    def __str__(self) -> str:
        return f"Statement {self.statement_id} as {self.form}"

from __future__ import annotations

from django.db import models

from accrue import clock


class File(models.Model):
    """One file of a record, in all its versions. What came and went is told by facts."""

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    description = models.CharField(max_length=500, blank=True, default="")
    latest = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["kind", "record_id", "-id"], name="file_of_record")]

    def __str__(self) -> str:
        return self.name


class FileVersion(models.Model):
    """The bytes as they came once: `stored` is the name, made by chance, that they lie under."""

    class State(models.TextChoices):
        CHECKING = "checking", "Being checked for viruses"
        CLEAN = "clean", "Checked for viruses"
        UNCHECKED = "unchecked", "Not checked for viruses"
        INFECTED = "infected", "In quarantine"

    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=80)
    stored = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=State)
    finding = models.CharField(max_length=200, blank=True, default="")
    has_preview = models.BooleanField(default=False)
    uploaded_at = models.DateTimeField(default=clock.now)
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="one_version_a_number")]
        indexes = [
            models.Index(
                fields=["uploaded_at"], condition=models.Q(state="checking"), name="version_being_checked"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"

    @property
    def is_served(self) -> bool:
        return self.state in (self.State.CLEAN, self.State.UNCHECKED)

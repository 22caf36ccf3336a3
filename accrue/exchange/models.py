from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accrue import clock


class State(models.TextChoices):
    """How far an import is. `reading` and `running` are the worker's; all else waits for a person, or is over."""

    READING = "reading", "Reading the file"
    DRAFT = "draft", "Draft"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Stopped"
    REVERTING = "reverting", "Being taken back"
    REVERTED = "reverted", "Taken back"


class RowState(models.TextChoices):
    CREATED = "created", "Created"
    UPDATED = "updated", "Updated"
    DUPLICATE = "duplicate", "Duplicate"
    REJECTED = "rejected", "Rejected"
    SKIPPED = "skipped", "Left out"


@pghistory.track(
    exclude=["columns", "position", "created", "updated", "duplicate", "rejected", "skipped", "changed_at"]
)
class Import(models.Model):
    """One file brought in. `columns` says what each column holds, `mapping` where it goes, `options` how.

    `position` is the byte of the rows file after the last row that is accounted for: it moves in the transaction that
    writes those rows' records, so a crash loses and doubles nothing. The counts are kept with it.
    """

    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    size = models.BigIntegerField(default=0)
    form = models.CharField(max_length=10, blank=True)
    note = models.CharField(max_length=200, blank=True)
    wish = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    sheets = models.JSONField(default=list)
    mapping = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    error = models.CharField(max_length=500, blank=True)
    rows = models.PositiveIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="corrections"
    )
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    reverted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="import_newest")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def done(self) -> int:
        """How many rows are accounted for."""
        return self.created + self.updated + self.duplicate + self.rejected + self.skipped

    @property
    def is_under_way(self) -> bool:
        return self.state in (State.READING, State.RUNNING, State.REVERTING)

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.rows) if self.rows else 0


class ImportRow(models.Model):
    """What became of one row. `number` counts as spreadsheets do; `data` are its cells, `before` what an update
    replaced, `made` other records that came with it ([kind, id])."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    data = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=RowState)
    record_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    faults = models.JSONField(null=True)
    before = models.JSONField(null=True)
    made = models.JSONField(null=True)
    version = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_import_row_a_number")]
        indexes = [models.Index(fields=["batch", "state", "number"], name="import_row_by_state")]

    def __str__(self) -> str:
        return f"row {self.number} of import {self.batch_id}: {self.state}"


class ExternalId(models.Model):
    """What another system calls a record, so that a later file can name it."""

    kind = models.CharField(max_length=20)
    system = models.CharField(max_length=40, blank=True)
    value = models.CharField(max_length=190)
    record_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "system", "value"], name="one_record_an_external_id")
        ]
        indexes = [models.Index(fields=["kind", "record_id"], name="external_ids_of_record")]

    def __str__(self) -> str:
        return f"{self.system}:{self.value}"


class SavedMapping(models.Model):
    """Where the columns of a kind of file go, to be used again: by its owner, or by everybody."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    targets = models.JSONField()
    options = models.JSONField(default=dict)
    is_shared = models.BooleanField(default=False)
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("owner", "kind", Lower("name"), name="one_mapping_a_name"),
            models.CheckConstraint(condition=~Q(name=""), name="mapping_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ExportState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Being written"
    DONE = "done", "Ready"
    FAILED = "failed", "Stopped"


@pghistory.track(exclude=["done", "rows"])
class Export(models.Model):
    """Rows of a list, or everything, taken out as a file, which waits for whoever asked for it until it expires.

    `selection` says which rows (`filters.selection.Selection`), `keys` which fields.
    """

    kind = models.CharField(max_length=20)
    selection = models.JSONField(default=dict)
    keys = models.JSONField(default=list)
    form = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=ExportState, default=ExportState.WAITING)
    error = models.CharField(max_length=500, blank=True)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "-created_at", "-id"], name="export_newest")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def file_name(self) -> str:
        names = {"person": "people", "company": "companies", "everything": "everything"}
        return f"{names.get(self.kind, self.kind + 's')}-{self.created_at:%Y-%m-%d}.{self.form}"

    @property
    def percent(self) -> int:
        return min(99, 100 * self.done // self.rows) if self.rows else 0

    @property
    def is_under_way(self) -> bool:
        return self.state in (ExportState.WAITING, ExportState.RUNNING)

    @property
    def is_there(self) -> bool:
        """The file can still be fetched."""
        return (
            self.state == ExportState.DONE and self.expires_at is not None and self.expires_at > clock.now()
        )

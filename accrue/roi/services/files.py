"""The statement as a file to work on: a workbook with live formulas, or slides with native charts."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from procrastinate.contrib.django import app

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Missing
from accrue.events.catalogue import StatementExported
from accrue.events.models import Progress
from accrue.events.services import begin_progress, record
from accrue.roi.models import FileForm, Statement, StatementApproval, StatementFile
from accrue.roi.selectors.statements import Opened

JOB = "roi.write_file"


def form_called(name: str) -> FileForm:
    """Raises Missing for a form that no statement is written in."""
    if name not in FileForm.values:
        raise Missing
    return FileForm(name)


def kept_file(statement: Statement, form: FileForm) -> StatementFile | None:
    """The file of the statement as it stands: approved or not."""
    return StatementFile.objects.filter(
        statement=statement,
        form=form,
        is_approved=StatementApproval.objects.filter(statement=statement).exists(),
    ).first()


@transaction.atomic
def request_file(*, actor: User, statement: Statement, form: FileForm) -> Progress:
    """Let the worker write the file; its progress leads to it."""
    access.require(actor, "export", statement)
    progress = begin_progress(title=f"Writing the {form.label.lower()}", started_by=actor, total=1)
    app.configure_task(JOB).defer(statement_id=statement.pk, form=form.value, progress_id=progress.pk)
    return progress


def write_file(*, statement: Statement, form: str) -> StatementFile:
    """Write and keep the file of a statement as it stands. Runs in the worker: it imports the libraries."""
    approved = StatementApproval.objects.filter(statement=statement).exists()
    kept = StatementFile.objects.filter(statement=statement, form=form, is_approved=approved).first()
    if kept:
        return kept
    opened = Opened(
        Statement.objects.select_related("drawn_by", "approval__approved_by")
        .prefetch_related("links")
        .get(pk=statement.pk)
    )
    return StatementFile.objects.get_or_create(
        statement=statement, form=form, is_approved=approved, defaults={"content": _written(opened, form)}
    )[0]


@transaction.atomic
def note_export(*, actor: User, statement: Statement, form: str) -> None:
    """Somebody takes a statement away as a file."""
    access.require(actor, "export", statement)
    record(StatementExported(statement_id=statement.pk, number=statement.number, form=form), actor=actor)


def _written(opened: Opened, form: str) -> bytes:
    if form == FileForm.SLIDES:
        from accrue.roi.documents.slides import slides_of

        return slides_of(opened)
    from accrue.roi.documents.workbook import workbook_of

    return workbook_of(opened)


def address_of(number: int, form: str) -> str:
    return reverse("roi:file", args=[number, form])

"""The statement on paper: drawn from the same figures and the same charts as the page."""

from __future__ import annotations

from django.db import transaction
from django.template.loader import render_to_string
from procrastinate.contrib.django import app

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.events.models import Progress
from accrue.events.services import begin_progress
from accrue.roi.models import Statement, StatementApproval, StatementPdf
from accrue.roi.pictures import Picture
from accrue.roi.selectors.statements import Opened, parts_of
from accrue.ui.printing import FONT, pdf_of

TITLE = "Writing the PDF"
JOB = "roi.write_pdf"


def kept_pdf(statement: Statement) -> StatementPdf | None:
    """The PDF of the statement as it stands: approved or not."""
    return StatementPdf.objects.filter(
        statement=statement, is_approved=StatementApproval.objects.filter(statement=statement).exists()
    ).first()


@transaction.atomic
def request_pdf(*, actor: User, statement: Statement) -> Progress:
    """Let the worker write the PDF; its progress leads to the file."""
    access.require(actor, "export", statement)
    progress = begin_progress(title=TITLE, started_by=actor, total=1)
    app.configure_task(JOB).defer(statement_id=statement.pk, progress_id=progress.pk)
    return progress


def write_pdf(*, statement: Statement) -> StatementPdf:
    """Write and keep the PDF of a statement as it stands. Runs in the worker. Conflict where Pango is missing."""
    approved = StatementApproval.objects.filter(statement=statement).exists()
    kept = StatementPdf.objects.filter(statement=statement, is_approved=approved).first()
    if kept:
        return kept
    content = pdf_of(print_page(statement))
    return StatementPdf.objects.get_or_create(
        statement=statement, is_approved=approved, defaults={"content": content}
    )[0]


def print_page(statement: Statement) -> str:
    """The HTML that is printed. Names and notes in it are escaped like on any page."""
    opened = Opened(
        Statement.objects.select_related("drawn_by", "approval__approved_by")
        .prefetch_related("links")
        .get(pk=statement.pk)
    )
    picture = Picture(opened, addresses=False)
    explained = [
        {
            "line": line,
            "row": row,
            "parts": parts_of(opened, line.key, line.records),
            "figures": [(one, *picture.figure(one)) for one in line.figures],
        }
        for line, row in zip(opened.drawn.lines, picture.rows, strict=True)
    ]
    context = {
        "opened": opened,
        "kept": opened.kept,
        "drawn": opened.drawn,
        "picture": picture,
        "explained": explained,
        "font": FONT,
    }
    return render_to_string("roi/print.html", context)

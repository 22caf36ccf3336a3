"""What a request says besides its answer: lines in the log, and mails, those of the jobs that it left behind included."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core import mail
from django.core.mail import EmailMessage
from django.db.models import Max
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from accrue.operations.logs import logging_settings

FOLLOWED = (
    "events.react",
    "accounts.send_",
)  # what answers a fact, and what sends mail; nothing that draws or imports


class Listener(logging.Handler):
    """Keeps each line as it is written, in the form for machines, which says the most."""

    def __init__(self) -> None:
        super().__init__(level=logging.NOTSET)
        form = dict(logging_settings("json")["formatters"]["accrue"])
        self.setFormatter(form.pop("()")(**form))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@dataclass
class Overheard:
    listener: Listener
    newest: int  # job there was before

    @property
    def log(self) -> bytes:
        return "\n".join(self.listener.lines).encode()

    @property
    def letters(self) -> list[EmailMessage]:
        return list(mail.outbox)

    def follow(self) -> None:
        """Run the jobs that were deferred since, and those they leave behind, in the test's own transaction."""
        while jobs := list(ProcrastinateJob.objects.filter(status="todo", pk__gt=self.newest).order_by("pk")):
            for job in jobs:
                if job.task_name.startswith(FOLLOWED):
                    app.tasks[job.task_name].func(**job.args)
            self.newest = jobs[-1].pk


@contextmanager
def overheard() -> Iterator[Overheard]:
    """Everything that is logged and mailed within the block."""
    newest = ProcrastinateJob.objects.aggregate(newest=Max("pk"))["newest"] or 0
    root, listener = logging.getLogger(), Listener()
    mail.outbox.clear()
    root.addHandler(listener)
    try:
        yield Overheard(listener, newest)
    finally:
        root.removeHandler(listener)


def text_of(letter: EmailMessage) -> bytes:
    """Headers and every part."""
    return letter.message().as_bytes() + letter.subject.encode() + str(letter.body).encode()

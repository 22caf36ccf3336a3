from __future__ import annotations

from datetime import timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from accrue import clock
from accrue.activities.mailing import notice_mail
from accrue.activities.models import FileVersion
from accrue.activities.services import chat, files, telling
from accrue.events.delivery import PATIENT
from accrue.events.outgoing import MOST_ATTEMPTS

SILENT = timedelta(minutes=10)
AT_ONCE = 200


@app.task(name=files.LOOK_JOB, queue="files", retry=PATIENT)
def look_at_file(version_id: int) -> None:
    try:
        files.look_at_file(version_id=version_id)
    except FileNotFoundError:
        return  # erased meanwhile


@app.task(name="activities.look_again", queue="schedule", queueing_lock="activities.look_again")
def look_again(timestamp: int = 0) -> None:
    """Files whose check got no verdict: the scanner was away, or the job was lost."""
    waiting = FileVersion.objects.filter(
        state=FileVersion.State.CHECKING, uploaded_at__lt=clock.now() - SILENT
    )
    for pk in waiting.order_by("uploaded_at").values_list("pk", flat=True)[:AT_ONCE]:
        look_at_file.defer(version_id=pk)


@app.task(name="activities.tidy_files", queue="schedule", queueing_lock="activities.tidy_files")
def tidy_files(timestamp: int = 0) -> None:
    files.tidy_files()
    chat.forget_old_messages()


@app.task(name="activities.gather_mails", queue="schedule", queueing_lock="activities.gather_mails")
def gather_mails(timestamp: int = 0) -> None:
    """Every minute: one mail for each reader of all that came together."""
    telling.gather_mails()


@app.task(name="activities.gather_digests", queue="schedule", queueing_lock="activities.gather_digests")
def gather_digests(timestamp: int = 0) -> None:
    """Every hour, for those where it is seven in the morning."""
    telling.gather_mails(digest=True)


@app.task(
    name=telling.MAIL_JOB,
    queue="mail",
    retry=RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=5),
)
def send_notice_mail(mail_id: int) -> None:
    telling.send_notice_mail(mail_id=mail_id, write=notice_mail)


@app.task(
    name=chat.POST_JOB,
    queue="chat",
    retry=RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=5),
)
def post_to_chat(message_id: int) -> None:
    chat.post_message(message_id=message_id)

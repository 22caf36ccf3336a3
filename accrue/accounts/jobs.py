from __future__ import annotations

from procrastinate.contrib.django import app

from accrue.accounts import services
from accrue.events.delivery import PATIENT


@app.task(name="accounts.send_reset", queue="mail", retry=PATIENT)
def send_reset(email: str) -> None:
    services.send_reset(email=email)


@app.task(name="accounts.forget_expired", queue="schedule", queueing_lock="accounts.forget_expired")
def forget_expired(timestamp: int) -> None:
    services.forget_expired()

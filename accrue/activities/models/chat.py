from __future__ import annotations

from django.db import models

from accrue import clock
from accrue.events.outgoing import OutgoingMail


class ChatChannel(models.Model):
    """A channel of a team's chat that is told of news. `sealed` is its address, which nobody is shown again."""

    name = models.CharField(max_length=80)
    service = models.CharField(max_length=60)
    sealed = models.TextField()
    news = models.JSONField(default=list)
    team = models.ForeignKey("accounts.Team", null=True, on_delete=models.PROTECT, related_name="+")
    is_on = models.BooleanField(default=True)
    error = models.CharField(max_length=300, blank=True)
    failed_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class ChatMessage(OutgoingMail):
    """One line to one channel, of one event; of none where the channel is only tried.

    `count` is how many records changed at once, 0 where the event is about the one that it names; `news` then says what
    changed.
    """

    channel = models.ForeignKey(ChatChannel, on_delete=models.CASCADE, related_name="messages")
    event = models.ForeignKey("events.Event", null=True, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField(default=0)
    news = models.CharField(max_length=12, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "event"], name="one_chat_message_an_event")]

    def __str__(self) -> str:
        return f"message {self.pk} to {self.channel_id}"

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from accrue import clock
from accrue.events.outgoing import OutgoingMail
from accrue.metrics.tiles import Tile, tile_from


class Sharing(models.TextChoices):
    MINE = "mine", "Only me"
    TEAM = "team", "My team"
    EVERYONE = "everyone", "Everyone who sees measures"


class Every(models.TextChoices):
    NEVER = "never", "Never"
    WEEK = "week", "Every week"
    MONTH = "month", "Every month"
    QUARTER = "quarter", "Every quarter"


@pghistory.track()
class Dashboard(models.Model):
    """A dashboard of somebody's own. `tiles` are `accrue.metrics.tiles` in their plain form, in their order.

    `team` is set only while it is shared with that team. It is mailed at the slots of `every`, `day`, `hour` that come
    after `scheduled_at`; `answered_at` is the last slot that was. A deleted one keeps everything, for it may come back.
    """

    name = models.CharField(max_length=80)
    about = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sharing = models.CharField(max_length=8, choices=Sharing, default=Sharing.MINE)
    tiles = models.JSONField(default=list)
    every = models.CharField(max_length=8, choices=Every, default=Every.NEVER)
    day = models.PositiveSmallIntegerField(default=1)
    hour = models.PositiveSmallIntegerField(default=7)
    scheduled_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sharing="team", team__isnull=False) | (~Q(sharing="team") & Q(team=None)),
                name="dashboard_of_a_team",
            ),
            models.CheckConstraint(
                condition=Q(day__gte=1) & Q(day__lte=28) & Q(hour__lte=23), name="dashboard_mailed_at"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def drawn(self) -> tuple[Tile, ...]:
        return tuple(tile_from(plain) for plain in self.tiles)


class DashboardReader(models.Model):
    """Somebody who is mailed a dashboard, with the figures that they may see."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dashboard", "user"], name="dashboard_mailed_to_once")]

    def __str__(self) -> str:
        return f"{self.dashboard_id} to {self.user_id}"


class DashboardMail(OutgoingMail):
    """One dashboard to one reader for one slot."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="mails")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dashboard", "user", "at"], name="one_dashboard_mail_a_slot")
        ]

    def __str__(self) -> str:
        return f"{self.dashboard_id} to {self.user_id}, {self.at}"

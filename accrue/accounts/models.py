from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from accrue import clock
from accrue.accounts.kinds import Action, Level, Scope
from accrue.loading import Quick

if TYPE_CHECKING:
    from accrue.accounts.access import Access


def _coming_and_going() -> tuple[pghistory.RowEvent, ...]:
    """Trackers for rows that are deleted too; each model needs its own."""
    return pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


@pghistory.track(exclude=["password", "last_login", "session_epoch"])
class User(Quick, AbstractBaseUser):
    """Somebody who works in Accrue. Written by `accounts.services` only."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    time_zone = models.CharField(max_length=60, blank=True)
    locale = models.CharField(max_length=10, default="en_GB")
    hotkeys = models.BooleanField(default=True)
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="home_of"
    )
    teams = models.ManyToManyField("accounts.Team", through="accounts.Membership", related_name="members")
    roles = models.ManyToManyField("accounts.Role", related_name="users", blank=True)
    needs_second_factor = models.BooleanField(default=False)
    session_epoch = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    access_kept: Access | None = None  # see `access.access_of`

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="email_in_lower_case")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end when the password changes and when `session_epoch` is moved on."""
        words = f"{self.password}:{self.session_epoch}"
        return salted_hmac("accrue.accounts.session", words, secret=secret, algorithm="sha256").hexdigest()

    @property
    def initials(self) -> str:
        parts = (self.name or self.email).split()
        return (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper()

    @property
    def hue(self) -> int:
        return (self.pk or 0) % 6


@pghistory.track()
class Team(models.Model):
    name = models.CharField(max_length=80, unique=True)
    roles = models.ManyToManyField("accounts.Role", related_name="teams", blank=True)
    is_archived = models.BooleanField(default=False)
    # The first day its people work in Accrue: what a staggered roll-out is measured by.
    adopted_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


@pghistory.track(*_coming_and_going())
class Membership(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    team = models.ForeignKey(Team, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "team"], name="one_membership")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"


@pghistory.track(*_coming_and_going())
class Role(models.Model):
    """Built-in roles follow the code; somebody who wants another one copies it."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    is_built_in = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


@pghistory.track(*_coming_and_going(), obj_field=None)
class UserRole(User.roles.through):  # type: ignore[name-defined, misc]  # made by Django
    """The history of who held which role."""

    class Meta:
        proxy = True


@pghistory.track(*_coming_and_going(), obj_field=None)
class TeamRole(Team.roles.through):  # type: ignore[name-defined, misc]  # made by Django
    """The history of which roles a team gave its members."""

    class Meta:
        proxy = True


@pghistory.track(*_coming_and_going())
class Grant(models.Model):
    """A role may do `action` on records of `kind` within `scope`. What no grant names is denied."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="grants")
    kind = models.CharField(max_length=40)
    action = models.CharField(max_length=10, choices=Action)
    scope = models.CharField(max_length=10, choices=Scope)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "kind", "action"], name="one_grant")]

    def __str__(self) -> str:
        return f"{self.role}: {self.action} {self.kind} ({self.scope})"


@pghistory.track(*_coming_and_going())
class FieldRule(models.Model):
    """Lowers what a role may do with one field; without a rule the field follows its record."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="field_rules")
    kind = models.CharField(max_length=40)
    field = models.CharField(max_length=60)
    level = models.CharField(max_length=10, choices=Level)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "kind", "field"], name="one_field_rule")]

    def __str__(self) -> str:
        return f"{self.role}: {self.kind}.{self.field} ({self.level})"


class ApiToken(models.Model):
    """Lets a program act for a user, within scopes. Only a digest of the secret is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=60))
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class IdempotentRequest(models.Model):
    """The answer once given under an idempotency key, given again to whoever repeats it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    content_type = models.CharField(max_length=80, blank=True)
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return self.key


class Invitation(models.Model):
    """Asks somebody in. The link's token is kept as a digest only, and only the newest link works."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120, blank=True)
    roles = models.ManyToManyField(Role, related_name="+", blank=True)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    token_digest = models.CharField(max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    accepted_by = models.OneToOneField(
        User, null=True, on_delete=models.PROTECT, related_name="invitation_accepted"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(withdrawn_at=None, accepted_by=None),
                name="one_open_invitation",
            ),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="invitation_in_lower_case"),
        ]

    def __str__(self) -> str:
        return f"Invitation of {self.email}"


@pghistory.track()
class Organisation(models.Model):
    """The company that runs this Accrue: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=120, blank=True)
    second_factor_for = models.ManyToManyField(Role, related_name="+", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_organisation")]

    def __str__(self) -> str:
        return self.name or "Accrue"


class Stamp(models.Model):
    """Changes whenever something that processes keep in memory must be read again; read with everybody's access."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"

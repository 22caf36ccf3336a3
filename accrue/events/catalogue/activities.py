"""What any record carries: tags, comments, files, followers. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact, RecordFact


@dataclass(frozen=True, kw_only=True)
class TagsAdded(RecordFact):
    """A record carries tags that it did not carry before."""

    label: ClassVar[str] = "Tagged"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "tag"

    names: list[str]

    def summary(self) -> str:
        return ", ".join(self.names)


@dataclass(frozen=True, kw_only=True)
class TagsRemoved(RecordFact):
    """A record no longer carries tags."""

    label: ClassVar[str] = "Tag removed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "tag"

    names: list[str]

    def summary(self) -> str:
        return ", ".join(self.names)


@dataclass(frozen=True, kw_only=True)
class TagCreated(Fact):
    """There is a tag that was not there before."""

    subject: ClassVar[str] = "tag"
    label: ClassVar[str] = "Tag made"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "tag"

    tag_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class TagEdited(Fact):
    """A tag has another name or colour, on every record that carries it."""

    subject: ClassVar[str] = "tag"
    label: ClassVar[str] = "Tag changed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "tag"

    tag_id: int
    name: str
    colour: str


@dataclass(frozen=True, kw_only=True)
class TagsMerged(Fact):
    """One tag stands for another, which is gone, on every record that carried it."""

    subject: ClassVar[str] = "tag"
    label: ClassVar[str] = "Tags merged"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "merge"

    tag_id: int
    name: str
    merged_name: str
    records: int


@dataclass(frozen=True, kw_only=True)
class TagDeleted(Fact):
    """A tag is gone, also from the records that carried it."""

    subject: ClassVar[str] = "tag"
    label: ClassVar[str] = "Tag deleted"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "trash-2"

    tag_id: int
    name: str
    records: int


@dataclass(frozen=True, kw_only=True)
class CommentWritten(RecordFact):
    """Somebody said something about a record. What was said stands with the comment, which may change."""

    label: ClassVar[str] = "Comment"
    group: ClassVar[str] = "comments"
    icon: ClassVar[str] = "message-square"
    tone: ClassVar[str] = "note"

    comment_id: int


@dataclass(frozen=True, kw_only=True)
class CommentEdited(RecordFact):
    """Somebody changed their own words; the timeline shows them where they stood."""

    label: ClassVar[str] = "Comment changed"
    group: ClassVar[str] = "comments"
    icon: ClassVar[str] = "pencil"

    comment_id: int

    def mentioned(self) -> list[tuple[str, int]]:
        return []


@dataclass(frozen=True, kw_only=True)
class CommentWithdrawn(RecordFact):
    """Somebody took their own words back; that something was said stays."""

    label: ClassVar[str] = "Comment withdrawn"
    group: ClassVar[str] = "comments"
    icon: ClassVar[str] = "undo-2"

    comment_id: int

    def mentioned(self) -> list[tuple[str, int]]:
        return []


@dataclass(frozen=True, kw_only=True)
class FileAdded(RecordFact):
    """A file came to a record, or a new version of one. Its name stands with the file, which may change."""

    label: ClassVar[str] = "File added"
    group: ClassVar[str] = "files"
    icon: ClassVar[str] = "paperclip"

    file_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class FileEdited(RecordFact):
    """A file has another name or description."""

    label: ClassVar[str] = "File changed"
    group: ClassVar[str] = "files"
    icon: ClassVar[str] = "pencil"

    file_id: int
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class FileArchived(RecordFact):
    """A file is no longer shown with its record."""

    label: ClassVar[str] = "File archived"
    group: ClassVar[str] = "files"
    icon: ClassVar[str] = "archive"

    file_id: int


@dataclass(frozen=True, kw_only=True)
class FileRestored(RecordFact):
    """A file that was archived is shown with its record again."""

    label: ClassVar[str] = "File restored"
    group: ClassVar[str] = "files"
    icon: ClassVar[str] = "archive-restore"

    file_id: int


@dataclass(frozen=True, kw_only=True)
class FileQuarantined(RecordFact):
    """The virus scanner found something in a version of a file, which nobody gets from then on."""

    label: ClassVar[str] = "File put into quarantine"
    group: ClassVar[str] = "files"
    icon: ClassVar[str] = "shield-alert"
    tone: ClassVar[str] = "bad"

    file_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class RecordFollowed(RecordFact):
    """Somebody wants to be told what happens to a record."""

    label: ClassVar[str] = "Followed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "bell-ring"

    def mentioned(self) -> list[tuple[str, int]]:
        return []


@dataclass(frozen=True, kw_only=True)
class RecordUnfollowed(RecordFact):
    """Somebody no longer wants to be told what happens to a record."""

    label: ClassVar[str] = "No longer followed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "bell-off"

    def mentioned(self) -> list[tuple[str, int]]:
        return []


@dataclass(frozen=True, kw_only=True)
class NoticesMailed(Fact):
    """A mail told somebody of what happened."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "Notifications mailed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "mail"

    user_id: int
    notices: int

    def mentioned(self) -> list[tuple[str, int]]:
        return []


@dataclass(frozen=True, kw_only=True)
class NewsPreferencesChanged(Fact):
    """Somebody chose what they are told of, and how."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "Notifications chosen"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "bell"

    user_id: int

    def mentioned(self) -> list[tuple[str, int]]:
        return []


@dataclass(frozen=True, kw_only=True)
class ChatChannelAdded(Fact):
    """A channel of a team's chat is told of news."""

    subject: ClassVar[str] = "channel"
    label: ClassVar[str] = "Chat channel added"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "message-square"

    channel_id: int
    name: str
    service: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class ChatChannelEdited(Fact):
    """A channel has another name, other news or another address."""

    subject: ClassVar[str] = "channel"
    label: ClassVar[str] = "Chat channel changed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "pencil"

    channel_id: int
    name: str
    is_other_address: bool

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class ChatChannelRemoved(Fact):
    """A channel is told of nothing any more; its address is forgotten."""

    subject: ClassVar[str] = "channel"
    label: ClassVar[str] = "Chat channel removed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "trash-2"

    channel_id: int
    name: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class ChatChannelFailed(Fact):
    """A channel did not take what was posted to it, however often it was tried."""

    subject: ClassVar[str] = "channel"
    label: ClassVar[str] = "Chat channel fails"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "circle-alert"
    tone: ClassVar[str] = "bad"

    channel_id: int
    name: str
    reason: str

    def summary(self) -> str:
        return self.name

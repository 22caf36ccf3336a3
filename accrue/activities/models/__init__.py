"""What any record carries."""

from accrue.activities.models.chat import ChatChannel, ChatMessage
from accrue.activities.models.comments import Comment, Notice
from accrue.activities.models.files import File, FileVersion
from accrue.activities.models.following import Follower, News, NewsPreference, NoticeMail
from accrue.activities.models.tags import Colour, Tag, Tagging

__all__ = [
    "ChatChannel",
    "ChatMessage",
    "Colour",
    "Comment",
    "File",
    "FileVersion",
    "Follower",
    "News",
    "NewsPreference",
    "Notice",
    "NoticeMail",
    "Tag",
    "Tagging",
]

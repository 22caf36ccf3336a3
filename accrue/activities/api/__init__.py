"""What any record carries, for programs."""

from accrue.activities.api.chat import router as chat
from accrue.activities.api.comments import router as comments
from accrue.activities.api.files import router as files
from accrue.activities.api.following import router as following
from accrue.activities.api.tags import router as tags

ROUTERS = (tags, comments, files, following, chat)

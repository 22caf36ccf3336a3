"""What any record carries, for programs."""

from accrue.activities.api.tags import router as tags

ROUTERS = (tags,)

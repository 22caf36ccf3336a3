from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "accrue.activities"

    def ready(self) -> None:
        from accrue.accounts.timelines import tells
        from accrue.activities import declarations  # noqa: F401
        from accrue.activities.selectors import comments, files
        from accrue.events.catalogue import (
            CommentWritten,
            FileAdded,
            FileArchived,
            FileEdited,
            FileQuarantined,
            FileRestored,
        )

        tells(comments.told, CommentWritten)
        tells(files.told, FileAdded, FileArchived, FileEdited, FileQuarantined, FileRestored)

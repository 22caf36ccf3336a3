from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "accrue.activities"

    def ready(self) -> None:
        from accrue.accounts.timelines import tells
        from accrue.activities import declarations  # noqa: F401
        from accrue.activities.selectors.comments import told
        from accrue.events.catalogue import CommentWritten

        tells(told, CommentWritten)

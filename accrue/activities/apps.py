from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "accrue.activities"

    def ready(self) -> None:
        from accrue.activities import declarations  # noqa: F401

from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "accrue.bulk"

    def ready(self) -> None:
        from accrue.bulk import declarations, reactions  # noqa: F401

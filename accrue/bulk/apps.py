from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "accrue.bulk"

    def ready(self) -> None:
        from accrue.bulk import declarations  # noqa: F401

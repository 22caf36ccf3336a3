from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "accrue.quality"

    def ready(self) -> None:
        from accrue.quality import declarations  # noqa: F401

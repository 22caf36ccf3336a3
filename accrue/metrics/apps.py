from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "accrue.metrics"

    def ready(self) -> None:
        from accrue.metrics import declarations  # noqa: F401

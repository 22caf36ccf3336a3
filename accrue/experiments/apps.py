from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    name = "accrue.experiments"

    def ready(self) -> None:
        from accrue.experiments import declarations  # noqa: F401

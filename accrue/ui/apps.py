from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "accrue.ui"

    def ready(self) -> None:
        from accrue.ui import checks, declarations  # noqa: F401

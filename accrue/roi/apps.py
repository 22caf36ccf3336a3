from django.apps import AppConfig


class RoiConfig(AppConfig):
    name = "accrue.roi"

    def ready(self) -> None:
        from accrue.roi import declarations  # noqa: F401

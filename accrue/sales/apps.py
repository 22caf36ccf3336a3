from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "accrue.sales"

    def ready(self) -> None:
        from accrue.sales import declarations  # noqa: F401

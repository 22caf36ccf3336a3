from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "accrue.exchange"

    def ready(self) -> None:
        from accrue.exchange import declarations, reactions  # noqa: F401

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "accrue.billing"

    def ready(self) -> None:
        from accrue.billing import declarations  # noqa: F401

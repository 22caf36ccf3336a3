from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "accrue.privacy"

    def ready(self) -> None:
        from accrue.privacy import declarations  # noqa: F401

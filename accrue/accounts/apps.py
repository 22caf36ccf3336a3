from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accrue.accounts"

    def ready(self) -> None:
        from accrue.accounts import declarations  # noqa: F401

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accrue.accounts"

    def ready(self) -> None:
        from accrue.accounts import declarations, listening  # noqa: F401  # they register themselves

        post_migrate.connect(listening.bring_built_in_roles_up_to_date, sender=self)

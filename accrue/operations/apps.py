from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class OperationsConfig(AppConfig):
    name = "accrue.operations"

    def ready(self) -> None:
        from accrue.operations import declarations  # noqa: F401  # they register themselves
        from accrue.operations.database_roles import grant_after_migrate

        # Sent once all tables are there, but only for apps that have models: one of them stands for all.
        post_migrate.connect(grant_after_migrate, sender=apps.get_app_config("accounts"))

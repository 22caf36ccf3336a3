from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

from accrue.events.history import quicken


class EventsConfig(AppConfig):
    name = "accrue.events"

    def ready(self) -> None:
        import_reactions()
        post_migrate.connect(quicken, sender=self, dispatch_uid="events.history.quicken")


def import_reactions() -> None:
    """Each area's `reactions.py` registers itself when it is imported."""
    for config in apps.get_app_configs():
        if config.name.startswith("accrue.") and find_spec(f"{config.name}.reactions"):
            import_module(f"{config.name}.reactions")

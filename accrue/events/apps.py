from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class EventsConfig(AppConfig):
    name = "accrue.events"

    def ready(self) -> None:
        import_reactions()


def import_reactions() -> None:
    """Each area's `reactions.py` registers itself when it is imported."""
    for config in apps.get_app_configs():
        if config.name.startswith("accrue.") and find_spec(f"{config.name}.reactions"):
            import_module(f"{config.name}.reactions")

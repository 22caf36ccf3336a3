from django.apps import AppConfig


class FiltersConfig(AppConfig):
    name = "accrue.filters"

    def ready(self) -> None:
        from accrue.filters import declarations  # noqa: F401  # registers

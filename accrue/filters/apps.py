from django.apps import AppConfig


class FiltersConfig(AppConfig):
    name = "accrue.filters"

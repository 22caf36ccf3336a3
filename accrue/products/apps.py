from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "accrue.products"

    def ready(self) -> None:
        from accrue.products import declarations  # noqa: F401

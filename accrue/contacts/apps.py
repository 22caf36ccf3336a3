from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "accrue.contacts"

    def ready(self) -> None:
        from accrue.contacts import declarations  # noqa: F401

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ContactsConfig(AppConfig):
    name = "accrue.contacts"

    def ready(self) -> None:
        from accrue.contacts import declarations  # noqa: F401
        from accrue.contacts.following import install

        post_migrate.connect(install, sender=self, dispatch_uid="contacts.following.install")

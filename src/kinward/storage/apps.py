"""Tells Django where the tables live, and puts the journal's guards in place after every migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class StorageConfig(AppConfig):
    """Journal, read log and views."""

    name = "kinward.storage"
    label = "storage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Install the triggers again after each migration: Django's table rewrites on SQLite drop them."""
        from kinward.storage.guards import install_guards_after_migration

        post_migrate.connect(install_guards_after_migration, sender=self, dispatch_uid="kinward-guards")

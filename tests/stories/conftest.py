"""Databases for whole journeys."""

from tests.storage.databases import kinward_home, migrated_sqlite

__all__ = ["kinward_home", "migrated_sqlite"]

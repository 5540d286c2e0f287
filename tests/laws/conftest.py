"""The databases that the laws of journal and views are tried in."""

from tests.storage.databases import (
    database,
    kinward_home,
    migrated_postgres,
    migrated_sqlite,
    postgres_database,
    sqlite_database,
)

__all__ = [
    "database",
    "kinward_home",
    "migrated_postgres",
    "migrated_sqlite",
    "postgres_database",
    "sqlite_database",
]

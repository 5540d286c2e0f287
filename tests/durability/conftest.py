"""The databases that are crashed, cut and tampered with."""

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

"""Writes many rows of one table in one go, the same way on SQLite and PostgreSQL."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection, models


@cache
def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """The model's columns in the order of the table."""
    return tuple(str(field.column) for field in model._meta.concrete_fields)


@cache
def _insert(model: type[models.Model]) -> str:
    columns = columns_of(model)
    names = ", ".join(f'"{column}"' for column in columns)
    gaps = ", ".join(["%s"] * len(columns))
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({gaps})'  # noqa: S608  # names from our models


def insert(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows given as mappings from every column to its value.

    The cursor rather than ``bulk_create``: a hundred thousand people are a million rows, and building a model
    instance for each costs four times the insert.
    """
    columns = columns_of(model)
    values = [tuple(row[column] for column in columns) for row in rows]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(_insert(model), values)


def in_chunks(items: Sequence[Any], size: int = 500) -> Iterable[Sequence[Any]]:
    """Pieces short enough for one ``IN (...)`` on any SQLite."""
    return (items[start : start + size] for start in range(0, len(items), size))

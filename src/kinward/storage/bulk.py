"""Writes and looks up many rows of one table in one go, the same way on SQLite and PostgreSQL."""

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


def select_in(
    model: type[models.Model], columns: Sequence[str], column: str, values: Sequence[str], condition: str = ""
) -> list[tuple[Any, ...]]:
    """These columns of every row whose ``column`` is one of ``values``; ``condition`` is more SQL, without values.

    The cursor rather than a queryset: for 500 values Django spends longer on the question than SQLite on the answer.
    """
    assert {*columns, column} <= set(columns_of(model)), "an unknown column"
    names = ", ".join(f'"{name}"' for name in columns)
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for chunk in in_chunks(values):
            gaps = ", ".join(["%s"] * len(chunk))
            cursor.execute(
                f'SELECT {names} FROM "{model._meta.db_table}" WHERE "{column}" IN ({gaps}) {condition}',  # noqa: S608  # names from our models
                list(chunk),
            )
            found += cursor.fetchall()
    return found


def in_chunks(items: Sequence[Any], size: int = 500) -> Iterable[Sequence[Any]]:
    """Pieces short enough for one ``IN (...)`` on any SQLite."""
    return (items[start : start + size] for start in range(0, len(items), size))

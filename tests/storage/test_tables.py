"""Every table has a place in the house, and every column a class of harm."""

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, models
from tests.storage.databases import Database

from kinward.model.kinds import SUBJECT_KINDS
from kinward.model.protection import Sensitivity
from kinward.storage.views import all_view_tables, tables_of

# Tables that are no view of the journal and must not be: they belong to this installation alone.
PRIVATE = {"account", "incarnation", "views_version", "django_session"}
# Django's own, and empty of people: it keeps its list of migrations and of models in them.
DJANGOS_OWN = {
    "django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions",
    "sqlite_sequence",
}  # fmt: skip


def ours() -> list[type[models.Model]]:
    return list(apps.get_app_config("storage").get_models())


def test_every_table_is_journal_or_read_log_or_view_or_private(database: Database) -> None:
    del database
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
    by_class: dict[str, set[str]] = {}
    for model in ours():
        by_class.setdefault(model.table_class, set()).add(model._meta.db_table)  # type: ignore[attr-defined]
    assert by_class["journal"] == {"journal_event", "journal_body", "journal_erasure", "journal_quarantine"}
    assert by_class["read log"] == {"read_log"}
    assert by_class["view"] == {table._meta.db_table for table in all_view_tables()}
    assert by_class["private"] | {Session._meta.db_table} == PRIVATE
    assert present - DJANGOS_OWN == set().union(*by_class.values()) | {"django_session"}


def test_every_column_has_a_class() -> None:
    for model in ours():
        columns = {field.name for field in model._meta.concrete_fields}
        classes = model.sensitivity  # type: ignore[attr-defined]
        assert set(classes) == columns, model.__name__
        assert all(isinstance(one, Sensitivity) for one in classes.values())


def test_no_view_numbers_its_rows_by_itself() -> None:
    for table in all_view_tables():
        assert not isinstance(table._meta.pk, models.AutoField), table.__name__


def test_every_kind_of_subject_has_its_tables() -> None:
    for kind in SUBJECT_KINDS:
        assert tables_of(kind), kind


def test_every_change_of_a_table_has_its_migration(sqlite_database: Database) -> None:
    del sqlite_database
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)

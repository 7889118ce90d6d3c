"""Migrations: one line per context, nothing forgotten."""

from collections import Counter
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader


def ours() -> list[str]:
    """The contexts that have migrations."""
    return [config.label for config in apps.get_app_configs() if config.name.startswith("anxin.")]


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    """All migrations, as they stand in the files."""
    return MigrationLoader(None, ignore_no_migrations=True)


def test_every_context_has_one_last_migration(loader: MigrationLoader) -> None:
    leaves = Counter(app for app, _ in loader.graph.leaf_nodes())

    assert [app for app in ours() if leaves[app] > 1] == []


def test_every_migration_follows_one_of_its_own(loader: MigrationLoader) -> None:
    forks = Counter(
        (app, parent)
        for (app, _), migration in loader.disk_migrations.items()
        for parent_app, parent in migration.dependencies
        if app in ours() and parent_app == app
    )

    assert [fork for fork, children in forks.items() if children > 1] == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=said)

    assert "No changes detected" in said.getvalue()

"""Set-up shared by every test."""

import gc
import os
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection, transaction
from django.db.models.signals import post_migrate  # noqa: TID251 - Django's own hook
from django.template import Context
from django.template.base import Template
from django.test import override_settings
from django.test.signals import template_rendered
from hypothesis import HealthCheck
from hypothesis import settings as drawing
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from anxin.cover import partitions
from anxin.cover.distribution import TABLES as SPREAD
from anxin.kit import events
from anxin.kit.calendar_import import calendar_seed
from anxin.kit.clock import day_of
from anxin.kit.workdays import forget_calendar
from anxin.policy.catalogue import forget_releases
from anxin.policy.services import shipped_install
from tests.given.people import LONG_AGO, NOON
from tests.spread import pytest_addoption, pytest_runtestloop

__all__ = ["pytest_addoption", "pytest_runtestloop"]

gc.disable()  # until everything is collected: nothing of it is garbage
FIRST_YEAR, LAST_YEAR = 2024, 2026
drawing.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
drawing.load_profile("any machine")
"""How fast a machine draws examples says nothing about the property."""

_constants_of_ours = providers._get_local_constants


def _numbers_of_ours() -> Constants:
    """Examples may be numbers that stand in the product. Of its thousands of sentences none is one: to find out which
    of them fit a kind of text took longer than the tests that draw texts."""
    found = _constants_of_ours()
    found.strings.clear()
    return found


providers._get_local_constants = _numbers_of_ours

SAME_IN_EVERY_TEST = ("django_content_type", "auth_permission")
SHIPPED = ("kit_workday", "kit_calendarversion", "policy_release")
"""Filled once for all tests; see ``begin``."""

PLAIN_STATIC = "tests.given.static.PlainNames"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files whose tests take long come first, those of few tests before others: one begun last is waited for alone."""
    counts = Counter(item.path for item in items)
    long = {item.path for item in items if item.get_closest_marker("journey") or item.get_closest_marker("slow")}
    items[:] = sorted(items, key=lambda item: (item.path not in long, counts[item.path] * (item.path in long)))


def pytest_collection_finish() -> None:
    """What was imported stays to the end: the collector need not look through all of it again and again.

    What tests leave is little garbage among much that stays for a test: looking less often takes some percent off.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


class Beginning:
    """What stood in the database when the tests began."""

    state: tuple[int, ...] = ()


def begin() -> None:
    """Let the database be as an installation begins: with the working days and the rules as shipped.

    Orders of the day on which most stories play have their table already: to make one takes longer than such a test.
    """
    calendar_seed(first_year=FIRST_YEAR, last_year=LAST_YEAR)
    shipped_install(at=LONG_AGO)
    if "ANXIN_TEST_CITUS_URL" not in os.environ:
        partitions.ensure([day_of(NOON)])
    Beginning.state = published()


def published() -> tuple[int, ...]:
    """Changes when somebody publishes a calendar or a rule: the calendar's version, the number of releases."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT coalesce(max(number), 0) FROM kit_calendarversion), (SELECT count(*) FROM policy_release)"
        )
        return tuple(cursor.fetchone())


@pytest.fixture(scope="session", autouse=True)
def _append_only_tables_can_be_flushed() -> Iterator[None]:
    """Tests that need real transactions end with a TRUNCATE, which our append-only triggers refuse.

    It would also make every table's file anew, empty or not, and the names of models with them; that took longer than
    most of these tests. So the rows of the few tables that have any are deleted instead.
    """
    plain = connection.ops.__class__.execute_sql_flush
    on_nodes = "ANXIN_TEST_CITUS_URL" in os.environ  # their rows lie elsewhere
    apart = [f"DELETE FROM {table}" for table in SPREAD] if on_nodes else []

    def flush(self: Any, sql_list: list[str]) -> None:
        named = [name for sql in sql_list for name in re.findall(r'"([^"]+)"', sql) if name not in SAME_IN_EVERY_TEST]
        untouched = published() == Beginning.state
        here = [name for name in named if not (on_nodes and name in SPREAD) and not (untouched and name in SHIPPED)]
        tables = [*here, "procrastinate_events", "procrastinate_jobs"]  # the last two are not Django's, but as stale
        asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables)
        with connection.cursor() as cursor:
            cursor.execute(asked)
            full = [name for (name,) in cursor.fetchall()]
        quiet, loud = "SET session_replication_role = replica", "SET session_replication_role = DEFAULT"
        plain(self, [*apart, quiet, *(f'DELETE FROM "{name}"' for name in full), loud])
        if not untouched:
            begin()

    connection.ops.__class__.execute_sql_flush = flush
    yield
    connection.ops.__class__.execute_sql_flush = plain


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database begins as an installation; it goes at the end also when a thread still holds a connection to it."""
    post_migrate.disconnect(create_contenttypes)  # every flush would ask for each model by name; see SAME_IN_EVERY_TEST
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    with django_db_blocker.unblock():
        begin()
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _listeners_of_a_test_leave_with_it() -> Iterator[None]:
    """A test may listen to an event; the next one must not be heard by its list."""
    joined = (events._listeners, events._later)
    before = [{kind: list(heard) for kind, heard in listeners.items()} for listeners in joined]
    yield
    for listeners, then in zip(joined, before, strict=True):
        listeners.clear()
        listeners.update(then)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _processes_remember_nothing() -> Iterator[None]:
    """What a process caches of the database must not outlive the test's transaction."""
    forget_calendar()
    forget_releases()
    yield
    forget_calendar()
    forget_releases()


@pytest.fixture(scope="module")
def one_city_for_all(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """For files whose tests all look at the same large world: what is built after this stands for the whole file.

    What a test changes is undone after it, as ever. Its files lie in a folder of the module.
    """
    with (
        override_settings(ANXIN_DATA=tmp_path_factory.mktemp("data")),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_cheap() -> Iterator[None]:
    """A hash at production cost takes longer than most tests."""
    with override_settings(PASSWORD_HASHERS=["tests.given.hashing.QuickArgon2"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _nobody_waits_for_the_disk() -> Iterator[None]:
    """What tests write need not outlive a power cut; their database does not wait either."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_page_tells_its_context_once(django_test_environment: None) -> Iterator[None]:
    """A test may look at what a page was drawn of. Django would tell it anew for each of the templates within."""

    def render(template: Template, context: Context) -> str:
        if context.template is template:
            template_rendered.send(sender=template, template=template, context=context)
        return str(template.nodelist.render(context))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture(scope="session", autouse=True)
def _static_files_need_no_collecting() -> Iterator[None]:
    """Pages name their files plainly, so a page test does not depend on a build."""
    plain = settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN_STATIC}}
    with override_settings(STORAGES=plain, WHITENOISE_AUTOREFRESH=True):
        yield

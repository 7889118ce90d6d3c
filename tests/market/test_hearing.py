"""A process hears that the market changed, and asks the database only then."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anxin.kit import clock
from anxin.market.matching import hearing, live
from anxin.market.matching.services import index_build
from tests.given.market import NOON, a_post, a_seeker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("market")]


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Iterator[hearing.Ear]:
    """This process listens, as a web process does."""
    monkeypatch.setattr(hearing, "PROVE_SECONDS", 0.05)
    monkeypatch.setattr(hearing, "AGAIN_SECONDS", 0.05)
    made = hearing.Ear()
    monkeypatch.setattr(hearing, "_ear", made)
    thread = threading.Thread(target=made.listen, daemon=True)
    thread.start()
    _wait(lambda: made.heard("post") is not None)
    yield made
    made.end()
    thread.join(timeout=5)


def _wait(condition: Callable[[], bool]) -> None:
    until = clock.monotonic() + 5
    while not condition():
        assert clock.monotonic() < until, "nothing was heard"
        threading.Event().wait(0.01)


def _statements(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def test_nothing_is_asked_while_nothing_changes_and_a_new_post_is_known_at_once(ear: hearing.Ear) -> None:
    a_seeker()
    a_post()
    index_build(kind="post", at=NOON)
    _wait(lambda: live.held("post") is not None and _statements(lambda: live.held("post")) == 0)
    before = ear.heard("post")

    _officer, post = a_post(title="刚刚发布的活")
    _wait(lambda: ear.heard("post") != before)

    known = live.held("post")
    assert known is not None
    assert post.id in known.changed
    assert _statements(lambda: live.held("post")) == 0


def test_a_change_that_was_taken_back_is_told_to_nobody(ear: hearing.Ear) -> None:
    before = ear.heard("post")
    with psycopg.connect(**hearing.address()) as other:
        other.execute("SELECT pg_notify(%s, 'post')", [hearing.CHANNEL])
        other.rollback()
        other.execute("SELECT pg_notify(%s, 'profile')", [hearing.CHANNEL])
        seen = ear.heard("profile")
        other.commit()

    _wait(lambda: ear.heard("profile") != seen)
    assert ear.heard("post") == before


def test_who_lost_the_line_asks_and_hears_again_when_it_stands(ear: hearing.Ear) -> None:
    a_post()
    index_build(kind="post", at=NOON)
    _wait(lambda: live.held("post") is not None and _statements(lambda: live.held("post")) == 0)
    before = ear.heard("post")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s", [hearing.NAME]
        )
    _wait(lambda: ear.heard("post") not in (None, before))

    assert _statements(lambda: live.held("post")) > 0
    assert _statements(lambda: live.held("post")) == 0


def test_where_nobody_listens_every_question_asks() -> None:
    a_post()
    index_build(kind="post", at=NOON)
    live.held("post")

    assert hearing.heard("post") is None
    assert _statements(lambda: live.held("post")) > 0

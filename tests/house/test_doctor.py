"""What ``script/anxin doctor`` sees."""

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from anxin.config.doctor import LOOKS, Level, data, examine, machine, work

pytestmark = pytest.mark.django_db


def worst(look: Any) -> Level:
    """The worst that one look says."""
    levels = [each.level for each in look()]
    return max(levels, key=list(Level).index)


def test_every_look_finds_something_to_say_and_every_trouble_says_what_to_do() -> None:
    found = examine()

    assert len(found) >= len(LOOKS)
    assert [each for each in found if each.level != Level.GOOD and not each.do] == []
    assert "检查本身出错" not in " ".join(each.said for each in found)


def test_next_years_calendar_is_missed_once_it_could_be_known() -> None:
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC)):
        assert worst(data.calendar) == Level.GOOD
    with time_machine.travel(datetime(2026, 12, 1, tzinfo=UTC)):
        assert worst(data.calendar) == Level.NOTE
    with time_machine.travel(datetime(2027, 1, 5, tzinfo=UTC)):
        assert worst(data.calendar) == Level.BAD


def test_a_secrets_file_that_others_may_read_is_bad(settings: Any, tmp_path: Path) -> None:
    settings.ANXIN_SECRETS_FILE = tmp_path / "secrets.json"
    settings.ANXIN_SECRETS_FILE.write_text("{}")

    settings.ANXIN_SECRETS_FILE.chmod(0o644)
    assert worst(data.secrets) == Level.BAD
    settings.ANXIN_SECRETS_FILE.chmod(0o600)
    assert worst(data.secrets) == Level.GOOD


def test_a_worker_is_known_by_its_heartbeat(settings: Any, tmp_path: Path) -> None:
    settings.ANXIN_DATA = tmp_path
    assert worst(work.worker) == Level.NOTE

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")

    assert worst(work.worker) == Level.GOOD


def test_a_simulator_is_named_where_it_is_not_a_demo(settings: Any) -> None:
    settings.ANXIN_DEMO = False

    (found,) = work.simulators()

    assert found.level == Level.NOTE
    assert "ANXIN_BANK" in found.said


def test_missing_front_end_files_are_bad(settings: Any, tmp_path: Path) -> None:
    settings.ANXIN_NODE_MODULES = tmp_path

    assert worst(machine.front_end) == Level.BAD


def test_the_command_fails_when_something_is_bad(settings: Any, tmp_path: Path) -> None:
    settings.ANXIN_NODE_MODULES = tmp_path
    said = StringIO()

    with pytest.raises(CommandError, match="项有问题"):
        call_command("doctor", "--json", stdout=said)

    assert any(each["level"] == "bad" and each["do"] for each in json.loads(said.getvalue()))

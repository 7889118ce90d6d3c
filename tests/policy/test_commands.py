"""The command line: facts in, an answer out, as documented in the design."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from anxin.policy.models import StoredDecision
from anxin.policy.services.lock import lock_differences, lock_write
from anxin.policy.types import BadPack
from tests.given.policy import RULES, injury_facts

pytestmark = pytest.mark.django_db


def _decide(tmp_path: Path, *options: str, **changes: object) -> str:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(injury_facts(**changes)), encoding="utf-8")
    out = StringIO()
    call_command("decide", "--topic", "injury_small", "--law-on", "2026-03-10", *options, str(file), stdout=out)
    return out.getvalue()


def test_decide_prints_the_documented_json_and_stores_nothing(tmp_path: Path) -> None:
    answer = json.loads(_decide(tmp_path, "--json"))

    assert (answer["outcome"], answer["amount_fen"]) == ("pay", 30_200)
    assert {"rule_id", "article", "result", "sentence"} <= answer["lines"][0].keys()
    assert len(answer["pack"]["digest"]) == 64
    assert not StoredDecision.objects.exists()


def test_decide_knows_what_was_known_on_a_day(tmp_path: Path) -> None:
    late = {"visited_on": "2026-03-15", "issued_on": "2026-03-15"}

    before = json.loads(_decide(tmp_path, "--json", "--known-on", "2026-03-01", **late))
    after = json.loads(_decide(tmp_path, "--json", "--known-on", "2026-03-02", **late))

    assert (before["pack"]["revision"], before["outcome"]) == (1, "refer")
    assert (after["pack"]["revision"], after["outcome"]) == (2, "pay")


def test_decide_in_words_says_what_would_change_the_answer(tmp_path: Path) -> None:
    assert "如果这次就医其实是门诊或者急诊" in _decide(tmp_path, visit_kind="住院")


@pytest.mark.parametrize("text", ["[]", "{", '{"claimed_fen": 302.295}', '{"claimed_fen": 1e400}', '{"unheard": 1}'])
def test_decide_refuses_a_bad_file_with_a_sentence(text: str, tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError) as caught:
        call_command("decide", "--topic", "injury_small", "--law-on", "2026-03-10", str(file))

    assert str(caught.value)


def test_rules_check_finds_the_shipped_packs_sound() -> None:
    out = StringIO()

    call_command("rules", "check", stdout=out)

    assert "every shipped pack is sound" in out.getvalue()


def test_rules_list_and_replay_run_on_an_installed_database() -> None:
    out = StringIO()

    call_command("rules", "list", stdout=out)
    call_command("rules", "replay", stdout=out)

    assert "beijing/injury_small/2025-11-01.r2" in out.getvalue()
    assert "0 replayed, 0 different" in out.getvalue()


def _copy_of_a_pack(tmp_path: Path) -> Path:
    folder = tmp_path / "cn/limits/2025-07-01.r1"
    folder.mkdir(parents=True)
    text = (RULES / "cn/limits/2025-07-01.r1/pack.yaml").read_text(encoding="utf-8")
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    return folder / "pack.yaml"


def test_a_released_pack_that_is_edited_no_longer_agrees_with_the_lock(tmp_path: Path) -> None:
    pack = _copy_of_a_pack(tmp_path)
    lock_write(tmp_path)
    assert lock_differences(tmp_path) == []

    pack.write_text(pack.read_text(encoding="utf-8").replace("length: 60", "length: 61"), encoding="utf-8")

    assert [line for line in lock_differences(tmp_path) if "不一致" in line]
    with pytest.raises(BadPack, match="作为新版本发布"):
        lock_write(tmp_path)


def test_a_released_pack_that_is_deleted_is_missed_by_the_lock(tmp_path: Path) -> None:
    pack = _copy_of_a_pack(tmp_path)
    lock_write(tmp_path)

    pack.unlink()

    assert [line for line in lock_differences(tmp_path) if "不见了" in line]

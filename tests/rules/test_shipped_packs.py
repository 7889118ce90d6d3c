"""Every pack that comes with the software: sound, covered by golden cases, and never edited after release."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from anxin.policy.engine.choosing import release_for
from anxin.policy.engine.compiling import Compiled, Gate, compiled
from anxin.policy.engine.golden import Case, cases_from, mismatch
from anxin.policy.engine.pack import Pack
from anxin.policy.engine.schema import pack_from
from anxin.policy.engine.trace import CLEAN, Mark
from anxin.policy.formulas.registry import FORMULAS
from anxin.policy.services.checks import text_findings
from anxin.policy.services.lock import lock_differences
from anxin.policy.services.shipped import ShippedPack, shipped_packs
from tests.given.policy import RULES, shipped

FOLDERS = sorted(path.parent.relative_to(RULES).as_posix() for path in RULES.glob("*/*/*/pack.yaml"))
DECIDING = [name for name in FOLDERS if (RULES / name / "cases.yaml").exists()]


def _text(name: str, file: str) -> str:
    path: Path = RULES / name / file
    return path.read_text(encoding="utf-8") if path.exists() else ""


@cache
def _pack(name: str) -> Pack:
    return pack_from(_text(name, "pack.yaml"))


@cache
def _ready(name: str) -> Compiled:
    return compiled(_pack(name), digest="", formulas=FORMULAS)


CASES: list[tuple[str, Case]] = [(name, case) for name in DECIDING for case in cases_from(_text(name, "cases.yaml"))]


@pytest.mark.parametrize("name", FOLDERS)
def test_a_shipped_pack_has_nothing_that_blocks_its_release(name: str) -> None:
    _, findings = text_findings(_text(name, "pack.yaml"), _text(name, "cases.yaml"))

    assert [finding for finding in findings if finding.blocks] == []


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}:{case.name}" for name, case in CASES])
def test_a_golden_case_comes_out_as_the_analyst_wrote(name: str, case: Case) -> None:
    assert mismatch(_ready(name), case) is None


@pytest.mark.parametrize("name", [name for name in DECIDING if "injury_small" in name])
def test_the_small_injury_pack_has_at_least_forty_cases_and_reaches_every_row(name: str) -> None:
    cases, ready = cases_from(_text(name, "cases.yaml")), _ready(name)

    hit = set().union(*(ready.rows_hit(case.facts) for case in cases))
    gates = [step.rule for step in ready.steps if isinstance(step, Gate)]

    assert len(cases) >= 40
    assert hit == {(rule.id, number) for rule in gates for number in range(1, len(rule.rows) + 1)}


@pytest.mark.parametrize("name", DECIDING)
def test_every_amount_sentence_is_reached_by_a_golden_case(name: str) -> None:
    ready = _ready(name)
    marks = {
        (rule.id, key): sentence.worker.split("{")[0] or sentence.worker.split("}")[1].split("{")[0]
        for rule in ready.pack.rules
        for key, sentence in rule.sentences.items()
    }
    lines = [line for case in cases_from(_text(name, "cases.yaml")) for line in ready.evaluate(case.facts).lines]

    said = {where for where, mark in marks.items() for line in lines if line.rule_id == where[0] and mark in line[4]}

    assert said == marks.keys()


@pytest.mark.parametrize("name", DECIDING)
def test_every_line_that_is_not_clean_says_what_would_change_the_answer(name: str) -> None:
    ready = _ready(name)

    silent = [
        (case.name, line.rule_id)
        for case in cases_from(_text(name, "cases.yaml"))
        for line in ready.evaluate(case.facts).lines
        if line.result not in CLEAN and not line.would_change
    ]

    assert silent == []


@pytest.mark.parametrize("name", FOLDERS)
def test_a_bureau_setting_never_passes_as_law(name: str) -> None:
    pack = _pack(name)

    rows = [row for row in (*pack.parameters.values(), *pack.limits.values(), *pack.rules) if row.mark is Mark.SETTING]
    as_law = [row.article for row in rows if "非" not in row.article and row.article.startswith("《")]

    assert as_law == []


def test_the_lock_agrees_with_every_released_pack_and_formula() -> None:
    assert lock_differences() == []


def _released(topic: str) -> list[ShippedPack]:
    return [one for one in shipped_packs() if (one.pack.jurisdiction, one.pack.topic) == ("beijing", topic)]


class _Dated:
    def __init__(self, one: ShippedPack) -> None:
        self.in_force, self.released_on, self.revision = one.pack.in_force, one.released, one.pack.revision
        self.name = one.pack.name


def test_no_day_of_the_law_is_without_rules_and_none_has_two() -> None:
    releases = [_Dated(one) for one in _released("injury_small")]
    first, known_on = min(one.in_force for one in releases), date(2027, 6, 30)
    grid = [first + timedelta(days=n) for n in range(800)]

    chosen = [release_for(releases, law_on=day, known_on=known_on).name for day in grid]

    changes = [name for name, before in zip(chosen[1:], chosen, strict=False) if name != before]
    assert chosen[0] == "beijing/injury_small/2025-11-01.r2"
    assert changes == ["beijing/injury_small/2027-01-01.r1"]
    assert chosen[(date(2027, 1, 1) - first).days] == "beijing/injury_small/2027-01-01.r1"
    assert chosen[(date(2026, 12, 31) - first).days] == "beijing/injury_small/2025-11-01.r2"


def test_the_two_reported_cases_are_paid_in_full() -> None:
    cases = {
        case.amount_fen: case for case in cases_from(_text("beijing/injury_small/2025-11-01.r1", "cases.yaml"))[:2]
    }

    rib = shipped("beijing/injury_small/2025-11-01.r1").evaluate(cases[30_200].facts)
    ankle = shipped("beijing/injury_small/2025-11-01.r1").evaluate(cases[44_100].facts)

    assert (rib.outcome, rib.amount_fen) == ("pay", 30_200)
    assert (ankle.outcome, ankle.amount_fen) == ("pay", 44_100)

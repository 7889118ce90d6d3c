"""Things that have one place: the clock, the step of a case, the making of routes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.urls import get_resolver

from anxin.config.reference.routes import API_PREFIX, routes
from tests.shape.sources import PRODUCT, files, name_of, saying, tree

CLOCK = PRODUCT / "kit" / "clock.py"
READS_THE_CLOCK = re.compile(
    r"^(datetime|datetime\.datetime|dt)\.(now|utcnow|today)$|^(date|datetime\.date)\.today$|timezone\.now$"
)
ENGINE = PRODUCT / "cases" / "engine"
FORBIDDEN_NAMES = {"utils", "helpers", "manager", "managers", "misc", "common"}


SENTENCES = re.compile("理由|原因|说明|意见|依据|事由|目的|结果|内容|经过|地点|在哪里|怎么走|情况")
"""Labels of fields in which people write sentences."""


def calls(path: Path) -> Iterator[ast.Call]:
    """Every call in a file."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def test_only_the_clock_reads_the_clock() -> None:
    wrong = [
        f"{name_of(path)}:{call.lineno}"
        for path in saying(r"\.(now|utcnow|today)\b")
        if path != CLOCK
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and READS_THE_CLOCK.search(ast.unparse(call.func))
    ]

    assert wrong == []


def test_only_the_engine_moves_a_case() -> None:
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in saying(r"\.step\b")
        if not path.is_relative_to(ENGINE)
        for node in ast.walk(tree(path))
        if _assigns_step_of_a_case(node)
    ]

    assert wrong == []


def _assigns_step_of_a_case(node: ast.AST) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
    return any(
        isinstance(target, ast.Attribute) and target.attr == "step" and "case" in ast.unparse(target.value).lower()
        for target in targets
    )


def test_every_address_declares_its_audience() -> None:
    silent = [each.pattern for each in routes() if each.audience is None and not each.pattern.startswith(API_PREFIX)]

    assert silent == []


def test_every_address_has_a_name_of_its_own() -> None:
    names = [each.name for each in routes() if not each.pattern.startswith(API_PREFIX)]

    assert "" not in names
    assert len(names) == len(set(names))
    assert get_resolver().url_patterns


def test_no_module_is_named_for_nothing() -> None:
    assert [name_of(path) for path in files() if path.suffix == ".py" and path.stem in FORBIDDEN_NAMES] == []


def test_what_people_write_in_sentences_is_not_folded_like_a_name() -> None:
    wrong = [
        f"{name_of(path)}:{call.lineno}"
        for path in saying(r"\bline\(")
        for call in calls(path)
        if ast.unparse(call.func) == "line"
        and any(word.arg == "label" and SENTENCES.search(ast.unparse(word.value)) for word in call.keywords)
    ]

    assert wrong == []

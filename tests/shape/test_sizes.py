"""What does not fit on a screen is not read."""

import re
from pathlib import Path

from tests.shape.sources import ending, functions, name_of, python

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 800
BEGINS = re.compile(r"( *)(async def|def|class|@)")


def may_be_long(path: Path) -> bool:
    """Is some function's beginning far from the next one beside or above it? To count lines needs no parsing."""
    lines = path.read_text(encoding="utf-8").splitlines()
    begun: list[tuple[int, int]] = []
    beginnings = [(number, len(found[1])) for number, line in enumerate(lines) if (found := BEGINS.match(line))]
    for number, depth in [*beginnings, (len(lines), 0)]:
        while begun and begun[-1][1] >= depth:
            if number - begun.pop()[0] > FUNCTION_LINES_MAX:
                return True
        begun.append((number, depth))
    return False


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{name_of(path)}:{function.lineno} {function.name} ({lines} lines)"
        for path in python()
        if may_be_long(path)
        for function in functions(path)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES_MAX
    ]

    assert long == []


def test_a_long_function_is_suspected(tmp_path: Path) -> None:
    inner = "class A:\n    def f(self):\n" + "        x = 1\n" * FUNCTION_LINES_MAX
    (tmp_path / "long.py").write_text(inner + "\n    def g(self):\n        pass\n")
    (tmp_path / "short.py").write_text(("def f():\n" + "    x = 1\n" * 30) * 20)

    assert may_be_long(tmp_path / "long.py")
    assert not may_be_long(tmp_path / "short.py")


def test_no_file_is_longer_than_an_hour_of_reading() -> None:
    long = [
        f"{name_of(path)} ({lines} lines)"
        for path in ending(".py", ".html", ".css", ".js", ".sql", ".typ")
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES_MAX
    ]

    assert long == []

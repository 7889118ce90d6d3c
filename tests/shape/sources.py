"""The files of the repository, read once."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "src" / "anxin"
LEFT_OUT = {".git", ".venv", "node_modules", "var", "build", "test-results", "__pycache__"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that is or could be committed."""
    said = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if said.returncode == 0:
        found = [ROOT / name for name in said.stdout.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not LEFT_OUT & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in found if path.is_file()))


def ending(*suffixes: str, under: Path = ROOT) -> list[Path]:
    """Files by the end of their name."""
    return [path for path in files() if path.suffix in suffixes and path.is_relative_to(under)]


def python(under: Path = ROOT) -> list[Path]:
    """Python files that people write: no migrations."""
    return [path for path in ending(".py", under=under) if "migrations" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    """A Python file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"))


def saying(words: str, *, under: Path = PRODUCT) -> Iterator[Path]:
    """Python files in which such words stand. Looking for words is a hundred times cheaper than parsing."""
    sought = re.compile(words, re.IGNORECASE)
    return (path for path in python(under) if sought.search(path.read_text(encoding="utf-8")))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file. They stand among statements: expressions need no walk."""
    waiting: list[ast.AST] = [tree(path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        waiting += [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr)]


def name_of(path: Path) -> str:
    """The path as people say it."""
    return str(path.relative_to(ROOT))

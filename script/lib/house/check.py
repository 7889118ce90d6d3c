"""The checks before a commit."""

import os
import subprocess
from collections.abc import Iterable, Iterator

from house.bootstrap import bootstrap
from house.places import PYTHON, ROOT

SCRIPTS = ("script/lib/main.py", "script/lib/house")
APART = ("--config-file=", "--strict", "--cache-dir=.mypy_cache/script")
"""mypy without Django's plugin; what it remembers lies apart, or each of the two would forget what the other learnt."""

CHECKS = (
    ("ruff", ["-m", "ruff", "check", "--quiet"]),
    ("ruff format", ["-m", "ruff", "format", "--check", "--quiet"]),
    ("mypy", ["-m", "mypy"]),
    ("mypy script", ["-m", "mypy", *APART, *SCRIPTS]),
    ("import-linter", ["-c", "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"]),
    ("migrations", ["-m", "anxin", "makemigrations", "--check", "--dry-run"]),
)


def check() -> int:
    """Run every check, say which failed. Returns 0 when none did."""
    bootstrap(dev=True)
    return say(found())


def found() -> Iterator[tuple[str, str | None]]:
    """Run the checks, in an environment that is ready: the name of each, and what it found; None is nothing."""
    environ = {**os.environ, "MYPYPATH": f"{ROOT / 'script' / 'lib'}{os.pathsep}{ROOT / 'src'}"}
    for name, words in CHECKS:
        done = subprocess.run([PYTHON, *words], cwd=ROOT, capture_output=True, text=True, env=environ)
        yield name, None if done.returncode == 0 else done.stdout + done.stderr


def say(checks: Iterable[tuple[str, str | None]]) -> int:
    """Print what the checks found. Returns 0 when none found anything."""
    failed = []
    for name, words in checks:
        print(f"{'✓' if words is None else '✗'} {name}", flush=True)
        if words is not None:
            failed.append(name)
            print(words, flush=True)
    if failed:
        print(f"检查未通过 checks failed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0

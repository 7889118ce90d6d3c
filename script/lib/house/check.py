"""The checks before a commit."""

import os
import subprocess

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
    return run()


def run() -> int:
    """The checks themselves, in an environment that is ready."""
    failed = [name for name, words in CHECKS if not _passes(name, words)]
    if failed:
        print(f"检查未通过 checks failed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


def _passes(name: str, words: list[str]) -> bool:
    environ = {**os.environ, "MYPYPATH": f"{ROOT / 'script' / 'lib'}{os.pathsep}{ROOT / 'src'}"}
    done = subprocess.run([PYTHON, *words], cwd=ROOT, capture_output=True, text=True, env=environ)
    print(f"{'✓' if done.returncode == 0 else '✗'} {name}", flush=True)
    if done.returncode != 0:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0

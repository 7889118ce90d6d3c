"""Which Python the product runs on.

The first ``python3`` of a path is often one that a version manager compiled without profile-guided optimisation;
beside it the system has its own, the same version and clearly quicker (docs/benchmarks.md). Nothing in a Python tells
which kind it is, so both are timed, once, when the environment is made.
"""

import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
TIMES = 5
CLEARLY_QUICKER = 0.8
"""The share of the first one's time below which another Python is taken instead."""

ASKED = f"""
import sys, time, venv, ensurepip
assert sys.version_info >= {OLDEST}
def once():
    begun = time.perf_counter()
    kept = {{}}
    for number in range(60_000):
        kept[number % 500] = str(number) + "x"
    return time.perf_counter() - begun
print(sys.version_info[:2] == {sys.version_info[:2]} and min(once() for _ in range({TIMES})))
"""


def interpreter() -> str:
    """The Python to make the environment with: the one that runs this, unless the system's own is clearly quicker.

    ``ANXIN_PYTHON`` names one and no other is asked.
    """
    system = shutil.which("python3", path=os.defpath)
    if os.environ.get("ANXIN_PYTHON") or system is None or os.path.samefile(system, sys.executable):
        return sys.executable
    first, other = seconds(sys.executable), seconds(system)
    return system if first and other and other < CLEARLY_QUICKER * first else sys.executable


def seconds(python: str) -> float | None:
    """How long a small piece of work takes; None when this Python is another version or cannot make an environment."""
    asked = subprocess.run([python, "-I", "-c", ASKED], capture_output=True, text=True)
    said = asked.stdout.strip()
    return float(said) if asked.returncode == 0 and said != "False" else None

"""Tests that run in several processes tell the same as in one, also of a test whose process dies."""

import os
import subprocess
import sys
from pathlib import Path

FILES = {
    "test_one.py": "def test_holds(): pass\n\ndef test_fails(): assert 1 == 2\n",
    "test_two.py": "import os\n\ndef test_dies(): os._exit(0)\n\ndef test_is_never_reached(): pass\n",
    "test_three.py": "import pytest\n\n@pytest.mark.skipif(True, reason='not here')\ndef test_waits(): pass\n",
}


def test_nothing_is_lost_of_tests_that_run_in_two_processes(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    root = str(Path(__file__).resolve().parents[2])
    own = {"PYTHONPATH": root, "PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    plain = ["-p", "tests.spread", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", "."]

    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *plain, "--processes", "2", "-q", "-rA"],
        cwd=tmp_path,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
    )

    told = {line for line in ran.stdout.splitlines() if line.startswith(("PASSED", "FAILED", "SKIPPED"))}
    assert {line.split(" - ")[0].replace("[1] ", "") for line in told} == {
        "PASSED test_one.py::test_holds",
        "FAILED test_one.py::test_fails",
        "FAILED test_two.py::test_dies",
        "FAILED test_two.py::test_is_never_reached",
        "SKIPPED test_three.py:3: not here",
    }
    assert "its process ended before it" in ran.stdout
    assert ran.returncode == 1

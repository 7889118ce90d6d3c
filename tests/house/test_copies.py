"""A program that begins as a copy of its parent is as one that was started from its command."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from anxin.config.server.process import LINUX

PARENT = """
import json, os, signal, sys, tempfile
from anxin.config.server.copies import Copy, Program
kept = open(os.devnull)
signal.signal(signal.SIGTERM, lambda number, frame: None)
with tempfile.TemporaryFile() as output:
    copy = Copy(Program("trial", "shown", ("one", "two")), output)
    code = copy.wait()
    output.seek(0)
    print(json.dumps({"code": code, "parent": os.getpid(), "said": output.read().decode()}))
"""

SHOWN = """
import json, os, signal, sys
print(json.dumps({
    "words": sys.argv[1:],
    "open": sorted(name for name in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{name}")),
    "input": os.readlink("/proc/self/fd/0"),
    "name": open("/proc/self/comm").read().strip(),
    "leads": os.getsid(0) == os.getpid(),
    "parent": os.getppid(),
    "heard": signal.getsignal(signal.SIGTERM) != signal.SIG_DFL,
    "blocked": [number.name for number in signal.pthread_sigmask(signal.SIG_BLOCK, [])],
}))
sys.exit(7)
"""


@pytest.mark.skipif(not LINUX, reason="only Linux copies a process safely")
def test_a_copy_runs_its_program_and_keeps_nothing_of_its_parent(tmp_path: Path) -> None:
    (tmp_path / "shown.py").write_text(SHOWN, encoding="ascii")
    done = subprocess.run([sys.executable, "-c", PARENT], cwd=tmp_path, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)

    assert told["code"] == 7, done.stderr
    assert json.loads(told["said"]) == {
        "words": ["one", "two"],
        "open": ["0", "1", "2"],
        "input": "/dev/null",
        "name": "anxin-trial",
        "leads": True,
        "parent": told["parent"],
        "heard": False,
        "blocked": [],
    }

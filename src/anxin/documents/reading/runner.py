"""The parent's side: run one reading in a child process that can neither eat the machine nor hang.

A child a paper costs a start; in return a file that breaks a parser breaks nothing else. The seam is
:func:`read_in_child`: a warm child for many papers would change nothing for its callers.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from anxin.documents.reading import wire
from anxin.documents.reading.base import Limits, ReadResult, result_from_json, unreadable
from anxin.documents.types import PaperKind

log = logging.getLogger(__name__)

_SOURCE_ROOT: Final = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a child may use: memory in MB and processor time in seconds.

    The wall clock allows four times as much: on a busy machine a harmless photo waits longer than it works.
    """

    memory_mb: int = 1500
    seconds: int = 60

    @property
    def wall_seconds(self) -> int:
        return 4 * self.seconds


def read_in_child(*, name: str, content: bytes, kind: PaperKind | None, limits: Limits, bounds: Bounds) -> ReadResult:
    """Read a file in a child process. Never raises for what is in the file: a bad file is an unreadable one."""
    request = {"name": name, "kind": kind.value if kind else None, "limits": asdict(limits), "bounds": asdict(bounds)}
    child = subprocess.Popen(
        [sys.executable, "-m", "anxin.documents.reading.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(os.environ),
        start_new_session=True,
    )
    try:
        out, err = child.communicate(wire.pack([json.dumps(request).encode(), content]), timeout=bounds.wall_seconds)
    except subprocess.TimeoutExpired:
        return unreadable("too_slow", "这个文件太复杂，没能在限定时间内读完。请重新拍照或导出后再传。")
    finally:
        _end(child)
    return _answer(child.returncode, out, err)


def _answer(code: int, out: bytes, err: bytes) -> ReadResult:
    try:
        frames = list(wire.unpack(out))
        if code == 0 and frames:
            return result_from_json(json.loads(frames[0]), tuple(frames[1:]))
    except (ValueError, KeyError, TypeError):
        log.warning("the reading child answered nonsense")
    # The last line of a traceback names the error; the lines above could quote the paper.
    lines = err.decode("utf-8", "replace").strip().splitlines()
    log.warning("the reading child ended with %s: %s", code, lines[-1].split(":")[0] if lines else "no message")
    return unreadable("broke_reader", "这个文件打不开，可能已损坏或大得不合常理。请重新拍照或导出后再传。")


def _environment(own: Mapping[str, str]) -> dict[str, str]:
    """No secret of ours reaches the child: it gets its paths and the number of threads, nothing else."""
    kept = {key: own[key] for key in ("PATH", "LANG", "ANXIN_RULES", "ANXIN_NODE_MODULES") if key in own}
    return kept | {
        "PYTHONPATH": str(_SOURCE_ROOT),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "2",
        "MALLOC_ARENA_MAX": "2",
    }


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.communicate()

"""The parent's side of reading a table: a child reads, lines come as they are read, nothing can hang or grow."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from anxin.kit.errors import BadInput

MEMORY_MB: Final = 450
SECONDS: Final = 120
UNPACKED_MAX: Final = 200 * 1024 * 1024
_SOURCE_ROOT: Final = Path(__file__).resolve().parents[2]

ReadLine = tuple[list[str], list[int]]
"""The texts of a line, and the places of cells that are formulas."""


def table_lines(content: bytes, *, rows_max: int | None = None, seconds: int = SECONDS) -> Iterator[ReadLine]:
    """The lines of a table (Excel, CSV, Parquet), the heading first, read by a bounded child process.

    Args:
        rows_max: lines beside the heading; ``ANXIN_ROWS_MAX`` when None.
        seconds: of processor time the child may take.

    Raises:
        BadInput: it is no table, too long, or the child gave up.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", "anxin.imports.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        start_new_session=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    feeder = threading.Thread(target=_feed, args=(child, content, rows_max, seconds), daemon=True)
    watch = threading.Timer(4 * seconds, child.kill)
    feeder.start()
    watch.start()
    said_all = False
    try:
        for text in child.stdout:
            answer = json.loads(text)
            if "problem" in answer:
                raise BadInput(answer["problem"], field="file")
            yield answer["line"][0], answer["line"][1]
        said_all = child.wait() == 0
    finally:
        watch.cancel()
        child.kill()
        child.wait()
        child.stdout.close()
    if not said_all:
        raise BadInput(_("这个表格太复杂，没能读完。请只保留需要的列，另存后再上传。"), field="file")


def _feed(child: subprocess.Popen[bytes], content: bytes, rows_max: int | None, seconds: int) -> None:
    request = {
        "memory_mb": MEMORY_MB,
        "seconds": seconds,
        "unpacked_max": UNPACKED_MAX,
        "rows_max": rows_max or settings.ANXIN_ROWS_MAX,
    }
    assert child.stdin is not None
    try:
        child.stdin.write(json.dumps(request).encode() + b"\n")
        child.stdin.write(content)
        child.stdin.close()
    except (BrokenPipeError, ValueError):
        pass


def _environment() -> dict[str, str]:
    """No secret of ours reaches the child."""
    kept = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    return kept | {"PYTHONPATH": str(_SOURCE_ROOT), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}

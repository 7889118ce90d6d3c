"""A pause of a running server while its data are made anew: nothing may work on half a city."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anxin.config.server.lock import Lock
from anxin.config.server.process import started, wait_until
from anxin.config.server.trouble import Trouble

PROCESSES = "processes.json"
"""Where a server notes the processes it runs, in its data folder."""

REST = "rest"
"""The lock that makes a server rest, in its data folder."""

REST_SECONDS = 60


@contextmanager
def at_rest(data: Path) -> Iterator[None]:
    """While this lasts, a server on this data folder runs its database only. Without a server nothing happens.

    Raises:
        Trouble: the server goes on working, or somebody else makes the data anew.
    """
    lock = Lock(data / REST)
    if not wait_until(lambda: lock.take(what="rest"), seconds=REST_SECONDS, every=0.2):
        raise Trouble(
            "另一个命令正在重建数据，请稍后再试。", "Another command is making the data anew. Try again later."
        )
    try:
        if not wait_until(lambda: not _working(data), seconds=REST_SECONDS, every=0.2):
            raise Trouble(
                "正在运行的服务没有停下来，数据没有改动。请先停止服务再试。",
                "The running server did not pause; the data are as they were. Stop it and try again.",
            )
        yield
    finally:
        lock.drop()


def _working(data: Path) -> bool:
    try:
        noted = json.loads((data / PROCESSES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return any(since and started(pid) == since for pid, since in noted)

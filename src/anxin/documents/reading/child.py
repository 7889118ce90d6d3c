"""The child's side: load the models, then read one file after the other. Started by ``runner``, never by hand.

It leaves when its parent is gone (the pipe ends) or nobody asked for ten minutes; processor time is bounded for each
file, memory for its whole life.
"""

from __future__ import annotations

import json
import os
import re
import resource
import select
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from anxin.documents.reading import wire

IDLE_SECONDS: Final = 600


def main() -> None:
    """Answer requests from standard input on standard output until there are no more.

    Who is asked at once does not load the models first: the file may be one with text.
    """
    _bound(memory_mb=int(sys.argv[1]))
    answers = _private_stdout()
    requests = sys.stdin.fileno()
    if not select.select([requests], [], [], 0.1)[0]:
        _warm(models="models" in sys.argv)
    while select.select([requests], [], [], IDLE_SECONDS)[0]:
        message = _received(requests)
        if message is None:
            return
        request, content = wire.unpack(message)
        frames = _read(json.loads(request), content)
        _send(answers, [f"{_resident_mb()} {_peak_mb()}".encode(), *frames])


def _warm(*, models: bool) -> None:
    from anxin.documents.reading import glance, ocr

    with suppress(MemoryError):
        ocr.warm() if models else glance.warm()


def _read(request: dict[str, Any], content: bytes) -> list[bytes]:
    """The result and its previews, or the name of an error that no reader should let out."""
    from anxin.documents.reading.base import Limits
    from anxin.documents.reading.glance import glance
    from anxin.documents.reading.read import read_bytes
    from anxin.documents.types import PaperKind

    _allow(request["bounds"]["seconds"])
    limits = Limits(**request["limits"])
    try:
        if "glance" in request:
            return [json.dumps({"glance": glance(content, limits)}).encode()]
        kind = PaperKind(request["kind"]) if request["kind"] else None
        result = read_bytes(request["name"], content, kind=kind, limits=limits)
    except Exception as error:  # whatever a hostile file made a parser raise: the next file must still be read
        return [json.dumps({"error": type(error).__name__}).encode()]
    return [json.dumps(result.as_json(), ensure_ascii=False).encode(), *result.previews]


def _received(source: int) -> bytes | None:
    """One message; nothing when the parent is gone."""
    head = _exactly(source, wire.LENGTH.size)
    return _exactly(source, wire.LENGTH.unpack(head)[0]) if head else None


def _exactly(source: int, length: int) -> bytes | None:
    got = bytearray()
    while len(got) < length:
        part = os.read(source, min(length - len(got), 1 << 20))
        if not part:
            return None
        got += part
    return bytes(got)


def _send(target: int, frames: list[bytes]) -> None:
    left = memoryview(wire.message(frames))
    while left:
        left = left[os.write(target, left) :]


def _private_stdout() -> int:
    """Keep the answer channel to ourselves: libraries that print would garble it."""
    answer = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answer


def _bound(memory_mb: int) -> None:
    """Limits that the kernel keeps, whatever the file makes a parser do."""
    if sys.platform == "linux":
        # RLIMIT_DATA counts what is really writable; RLIMIT_AS would count the mapped models as well.
        _limit(resource.RLIMIT_DATA, memory_mb * 2**20)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, 128)


def _limit(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    with suppress(ValueError):
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard),) * 2)


def _allow(seconds: int) -> None:
    """Processor time for one file: the soft limit moves on with what was used so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    with suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + max(seconds, 1), hard))


def _peak_mb() -> int:
    """The most memory ever in use, in MB. What the system counts for a child includes its parent's before the start."""
    status = Path("/proc/self/status")
    if status.exists() and (told := re.search(r"VmHWM:\s+(\d+)", status.read_text())):
        return int(told[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _resident_mb() -> int:
    """Memory in use now, in MB; the most ever used where the system does not say."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 2**20
    return _peak_mb()


if __name__ == "__main__":
    main()

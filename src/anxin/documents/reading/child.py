"""The child's side: take limits, read one file, answer, end. Started by ``runner``, never by hand."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from contextlib import suppress

from anxin.documents.reading import wire
from anxin.documents.reading.base import Limits
from anxin.documents.types import PaperKind

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def main() -> None:
    """Read a request from standard input, write the result to standard output."""
    request_bytes, content = wire.unpack(sys.stdin.buffer.read())
    request = json.loads(request_bytes)
    _bound(**request["bounds"])
    answer = _private_stdout()
    from anxin.documents.reading import read_bytes  # after the limits: importing readers costs memory too

    kind = PaperKind(request["kind"]) if request["kind"] else None
    result = read_bytes(request["name"], content, kind=kind, limits=Limits(**request["limits"]))
    with os.fdopen(answer, "wb") as stream:
        stream.write(wire.pack([json.dumps(result.as_json(), ensure_ascii=False).encode(), *result.previews]))


def _private_stdout() -> int:
    """Keep the answer channel to ourselves: libraries that print would garble it."""
    answer = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answer


def _bound(memory_mb: int, seconds: int) -> None:
    """Limits that the kernel keeps, whatever the file makes a parser do."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        # RLIMIT_DATA counts what is really writable; RLIMIT_AS would count the mapped models as well.
        _limit(resource.RLIMIT_DATA, memory_mb * 2**20)
    _limit(resource.RLIMIT_CPU, max(seconds, 1))
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, 128)


def _limit(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    with suppress(ValueError):
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard),) * 2)


if __name__ == "__main__":
    main()

"""One owner per data folder: a lock the kernel drops when its holder dies, however it dies."""

import fcntl
import json
import os
from pathlib import Path
from typing import Any


class Lock:
    """An exclusive lock on a file, with a note of who holds it.

    The file stays when the lock is dropped: removing it would let two processes lock two files of one name.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def take(self, **note: Any) -> bool:
        """Try to become the owner; ``note`` tells others who we are. False when somebody else is."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        self.describe(**note)
        return True

    def held(self) -> bool:
        """Is somebody the owner now?"""
        if not self.take():
            return True
        self.drop()
        return False

    def describe(self, **note: Any) -> None:
        """Replace the note of who holds it. Only the owner may."""
        assert self._descriptor is not None, "only the owner describes itself"
        text = json.dumps({"pid": os.getpid(), **note}).encode()
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text, 0)

    def holder(self) -> dict[str, Any]:
        """What the owner said of itself; empty when unreadable."""
        try:
            note = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}

    def drop(self) -> None:
        """Stop being the owner."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class Users:
    """Counts who still uses something that one of them owns: the owner waits for the last to leave."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def enter(self) -> None:
        """Say that we use it."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def leave(self) -> None:
        """Say that we no longer do."""
        os.close(self._descriptor)

    def wait_until_alone(self) -> None:
        """Return when nobody else uses it."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

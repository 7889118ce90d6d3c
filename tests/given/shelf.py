"""What takes long to make and is the same for every test: made by the first process, found by the others."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from django.conf import settings


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first test process makes and the others find, and the next run while no source has changed."""
    shelf = Path(os.environ["ANXIN_TEST_SHELF"])
    shelf.mkdir(parents=True, exist_ok=True)
    folder = shelf / name
    with (shelf / f"{name}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not folder.exists():
            beginning = Path(tempfile.mkdtemp(prefix="anxin-"))
            make(beginning)
            shutil.move(beginning, folder)
    return folder


def drawn_cases() -> Path:
    """The folder with both cases, as ``examples/draw.py`` makes them. It is everybody's: only read there."""
    from anxin.documents import letters
    from anxin.documents.specimens.cases import draw
    from anxin.documents.specimens.sheets import Fonts

    wording = sorted(Path(letters.__path__[0]).glob("*.typ"))  # the shelf itself watches the programs
    state = sha256(b"".join(path.read_bytes() for path in wording)).hexdigest()[:12]
    return made_once(f"cases-{state}", lambda folder: draw(folder, Fonts(Path(settings.ANXIN_NODE_MODULES))))

"""What a person in front of the screen reads: Chinese first, then English."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stop(Exception):
    """The script cannot go on. Carries a sentence in Chinese and one in English that say what to do."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese}\n{english}")


@contextmanager
def step(chinese: str, english: str) -> Iterator[None]:
    """Announce a piece of work and, when it is done, how long it took."""
    print(f"→ {chinese} {english} …", flush=True)
    begin = time.monotonic()
    yield
    print(f"  {time.monotonic() - begin:.1f} s", flush=True)

"""Everything that is installed, in order. Two of these at once wait for each other."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from house import assets, frontend, packages
from house.places import ROOT


def bootstrap(*, dev: bool = False) -> None:
    """Install what the product needs and, for development, what its tests need. A second run does nothing."""
    with _alone():
        packages.install(dev=dev)
        frontend.install()
        assets.build()


@contextmanager
def _alone() -> Iterator[None]:
    descriptor = os.open(ROOT / "script", os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)

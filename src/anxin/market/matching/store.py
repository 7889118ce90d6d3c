"""Index files: one folder a version under the data folder, mapped into memory: web processes share a copy.

A folder is written aside and renamed when it is whole; nobody ever sees half an index.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from uuid import UUID

import numpy as np
from django.conf import settings

from anxin.market.matching.columns import Columns


def root() -> Path:
    """Where indexes lie."""
    return Path(settings.ANXIN_DATA) / "market"


def _folder(kind: str, version: UUID) -> Path:
    return root() / f"{kind}-{version.hex}"


def save(kind: str, version: UUID, columns: Columns) -> None:
    """Write an index aside and put it in place."""
    place = _folder(kind, version)
    aside = place.with_suffix(".part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700, parents=True)
    for name, values in columns.items():
        np.save(aside / f"{name}.npy", values, allow_pickle=False)
    os.replace(aside, place)


def load(kind: str, version: UUID) -> Columns | None:
    """An index mapped into memory; None when its files are not here (another machine, a restored database)."""
    place = _folder(kind, version)
    if not place.is_dir():
        return None
    return {
        path.stem: np.load(path, mmap_mode="r" if path.stat().st_size > 0 else None, allow_pickle=False)
        for path in place.glob("*.npy")
    }


def forget(kind: str, keep: set[UUID]) -> None:
    """Remove the files of older versions. Processes that still have them mapped keep their copy until they let go."""
    names = {_folder(kind, version).name for version in keep}
    for place in root().glob(f"{kind}-*"):
        if place.name not in names:
            shutil.rmtree(place, ignore_errors=True)

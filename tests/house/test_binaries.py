"""Which PostgreSQL is run."""

import os
from pathlib import Path

import pytest

from anxin.config.server.binaries import MAJOR_MIN, Binaries, candidates, choose
from anxin.config.server.trouble import Trouble


def an_installation(folder: Path, *, version: str) -> Path:
    """A folder that looks like PostgreSQL's programs of a version."""
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        program.chmod(0o755)
    return folder


def test_this_machine_has_one_after_bootstrap() -> None:
    assert choose(os.environ).major >= MAJOR_MIN


def test_the_folder_that_is_named_wins(tmp_path: Path) -> None:
    folder = an_installation(tmp_path / "named", version="17.2 (Debian 17.2-1)")

    assert choose({"ANXIN_PG_BIN": str(folder)}) == Binaries(folder, 17, "ANXIN_PG_BIN")


def test_a_named_folder_without_a_server_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"ANXIN_PG_BIN.*没有可以运行的"):
        choose({"ANXIN_PG_BIN": str(tmp_path)})


def test_a_version_that_is_too_old_is_refused(tmp_path: Path) -> None:
    folder = an_installation(tmp_path / "old", version="14.9")

    with pytest.raises(Trouble, match="DATABASE_URL"):
        choose({"ANXIN_PG_BIN": str(folder)})


def test_data_of_another_major_version_are_explained_not_touched(tmp_path: Path) -> None:
    folder = an_installation(tmp_path / "new", version="18.4")

    with pytest.raises(Trouble, match=r"由 PostgreSQL 15 写成.*18.*恢复"):
        choose({"ANXIN_PG_BIN": str(folder)}, data_major=15)


def test_a_client_without_a_server_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "postgres").write_text("#!/bin/sh\nexit 1\n")

    assert folder not in [each.folder for each in candidates({"PATH": str(folder)})]

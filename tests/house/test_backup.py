"""Backup and restore: every byte accounted for, and no payment before the books agree."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from anxin.config.backup import BadBackup, verify
from anxin.config.backup.manifest import DUMP, Manifest, entry
from anxin.config.server.cluster import Cluster
from tests.house.conftest import environment

Anxin = Callable[..., "subprocess.CompletedProcess[str]"]


def a_backup(folder: Path) -> Path:
    """A backup of a made-up database and one original."""
    (folder / "files").mkdir(parents=True)
    (folder / DUMP).write_bytes(b"PGDMP")
    (folder / "files" / "a1").write_bytes(b"sealed")
    entries = {name: entry(folder / name) for name in (DUMP, "files/a1")}
    Manifest(1, "2026-11-23T04:00:00+00:00", "0.1.0", 180004, 12, "keys", entries).write(folder)
    return folder


def test_a_whole_backup_is_accepted(tmp_path: Path) -> None:
    assert len(verify(a_backup(tmp_path / "backup")).entries) == 2


def test_one_changed_byte_is_found_and_the_file_named(tmp_path: Path) -> None:
    folder = a_backup(tmp_path / "backup")
    (folder / "files" / "a1").write_bytes(b"seaLed")

    with pytest.raises(BadBackup, match=r"已损坏：files/a1"):
        verify(folder)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = a_backup(tmp_path / "backup")
    (folder / DUMP).unlink()

    with pytest.raises(BadBackup, match=r"缺少 database\.dump"):
        verify(folder)


def test_a_manifest_cannot_reach_outside_its_folder(tmp_path: Path) -> None:
    folder = a_backup(tmp_path / "backup")
    outside = tmp_path / "outside"
    outside.write_bytes(b"x")
    held = json.loads((folder / "manifest.json").read_text())
    held["entries"]["../outside"] = {"sha256": entry(outside).sha256, "size": 1}
    (folder / "manifest.json").write_text(json.dumps(held))

    with pytest.raises(BadBackup, match="outside"):
        verify(folder)


@pytest.mark.parametrize("text", ["", "[]", '{"entries": 3}', '{"layout": 9}'])
def test_what_is_no_manifest_is_refused_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)

    with pytest.raises(BadBackup, match="没有可用的备份清单"):
        verify(tmp_path)


@pytest.fixture
def installation(home: Path, prepared: Path) -> Iterator[Cluster]:
    """The running database of an empty installation; its data folder is ``home / "data"``."""
    shutil.copytree(prepared, home / "data")
    running = Cluster(home / "data" / "postgres", os.environ, careless=True)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def anxin(installation: Cluster, home: Path) -> Anxin:
    """Runs a command of the product on that installation."""
    environ = environment(home / "data", DATABASE_URL=installation.url())

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "anxin", *words]
        return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=300)

    return run


@pytest.mark.slow
def test_a_restored_installation_is_the_same_and_pays_nothing_before_the_books_agree(
    anxin: Anxin, installation: Cluster, home: Path
) -> None:
    people = ("--system-admin", "韩试系", "--security-admin", "杨试安")
    assert anxin("bureau", "安心市人社局（演示）", "--region", "110000", *people).returncode == 0
    original = home / "data" / "files" / "ab" / "original"
    original.parent.mkdir(parents=True)
    original.write_bytes(b"sealed bytes")
    before = _facts(installation)

    made = anxin("backup", str(home / "backup"))
    assert made.returncode == 0, made.stderr
    shutil.rmtree(home / "data" / "files")
    _do(installation, "DELETE FROM kit_workday")
    refused = anxin("restore", str(home / "backup"))
    restored = anxin("restore", str(home / "backup"), "--replace")

    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert restored.returncode == 0, restored.stderr
    assert original.read_bytes() == b"sealed bytes"
    assert _facts(installation) == before
    assert _ask(installation, "SELECT count(*) FROM funds_fund WHERE frozen_at IS NULL AND bank <> 'none'") == 0
    (home / "data" / "secrets.json").unlink()
    other_keys = anxin("restore", str(home / "backup"), "--replace")
    assert other_keys.returncode == 1
    assert "另一套密钥" in other_keys.stderr


def _facts(cluster: Cluster) -> list[int]:
    tables = ("identity_organisation", "identity_account", "django_migrations", "kit_workday", "policy_release")
    return [_ask(cluster, f"SELECT count(*) FROM {table}") for table in tables]


def _ask(cluster: Cluster, statement: str) -> int:
    with psycopg.connect(cluster.url()) as connection:
        row = connection.execute(statement.encode()).fetchone()
        assert row is not None
        return int(row[0])


def _do(cluster: Cluster, statement: str) -> None:
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute(statement.encode())

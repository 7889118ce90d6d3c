"""PostgreSQL's own programs for dumping and loading, and the database they work on."""

import contextlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from django.db import connection

from anxin.config.backup.manifest import BadBackup
from anxin.config.server.binaries import candidates
from anxin.config.server.trouble import Trouble


def server_version() -> int:
    """PostgreSQL's version as a number: 180004."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


def tool(name: str) -> str:
    """A program that can talk to this server: not older than it.

    Raises:
        BadBackup: this machine has none.
    """
    least = server_version() // 10000
    for path in _places(name):
        said = subprocess.run([path, "--version"], capture_output=True, text=True)
        number = re.search(r"(\d+)\.", said.stdout)
        if number and int(number.group(1)) >= least:
            return path
    raise BadBackup(f"本机没有 PostgreSQL {least} 的 {name}。请安装 postgresql-client-{least}，然后重试。")


def run(command: list[str]) -> None:
    """Run a program against our database; its words are the error.

    Raises:
        BadBackup: it failed.
    """
    done = subprocess.run(command, env=_environ(), capture_output=True, text=True)
    if done.returncode != 0:
        raise BadBackup(f"{Path(command[0]).name} 没有成功：{done.stderr.strip()[-600:]}")


def database() -> str:
    """The name of our database."""
    return str(settings.DATABASES["default"]["NAME"])


def _places(name: str) -> list[str]:
    found = [shutil.which(name)]
    with contextlib.suppress(Trouble):
        found += [each.tool(name) for each in candidates(os.environ)]
    return [path for path in found if path and Path(path).is_file()]


def _environ() -> dict[str, str]:
    held = settings.DATABASES["default"]
    where = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    return {**os.environ, **{name: str(held[key]) for name, key in where.items() if held.get(key)}}

"""Putting a backup back: onto nothing, by nobody else's hands, and with payments stopped."""

import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from anxin.config.backup import tools
from anxin.config.backup.manifest import DUMP, FOLDERS, BadBackup, Manifest, keys_mark, verify
from anxin.funds.services import payouts_freeze
from anxin.identity.types import Actor
from anxin.kit.errors import NotFound


def restore(folder: Path, *, replace: bool, at: datetime) -> Manifest:
    """Put a backup into the database and the data folder, then migrate to this version and stop payments.

    What was paid after the backup is known to the bank but not to the restored books: nothing may leave before the
    bank's statements have been imported and a reconciliation is clean.

    Args:
        replace: delete what is there now.

    Raises:
        BadBackup: damaged, of other keys, or something is in the way; nothing was changed then.
    """
    manifest = verify(folder)
    if manifest.keys != keys_mark():
        raise BadBackup("这份备份属于另一套密钥，恢复后无法解读。请先放回当时的密钥文件（ANXIN_SECRETS），再恢复。")
    _nobody_else()
    if _tables() and not replace:
        raise BadBackup("数据库里已有数据。确认要用备份替换，请加 --replace。")
    program = tools.tool("pg_restore")
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()
    words = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--schema=public"]
    tools.run([program, *words, f"--dbname={tools.database()}", str(folder / DUMP)])
    _put_files(folder)
    call_command("migrate", interactive=False, verbosity=0)
    why = f"系统已从 {manifest.made_at} 的备份恢复，须先导入银行流水并对账。"
    for code in settings.ANXIN_FUNDS:
        with suppress(NotFound):  # a fund that has not been opened yet owes nothing
            payouts_freeze(fund=code, why=why, actor=Actor.system("恢复"), at=at)
    return manifest


def _nobody_else() -> None:
    """A server that goes on working would write into the middle of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        row = cursor.fetchone()
    if row and row[0]:
        raise BadBackup(f"还有 {row[0]} 个连接在使用数据库。请先停止 script/server 和其他程序，再恢复。")


def _tables() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('identity_organisation') IS NOT NULL")
        there = cursor.fetchone()
        if not there or not there[0]:
            return False
        cursor.execute("SELECT EXISTS (SELECT 1 FROM identity_organisation)")
        row = cursor.fetchone()
    return bool(row and row[0])


def _put_files(folder: Path) -> None:
    """Put the originals in their places; those that are there already are the same, their names are their digests."""
    for name in FOLDERS:
        if (folder / name).is_dir():
            shutil.copytree(folder / name, Path(settings.ANXIN_DATA) / name, dirs_exist_ok=True)

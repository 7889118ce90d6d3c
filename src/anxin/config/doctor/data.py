"""Looks at what is kept: the database, the keys, the rules, the calendar."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from anxin.config.doctor.findings import Finding, bad, good, note
from anxin.config.server.binaries import MAJOR_MIN
from anxin.kit import clock
from anxin.kit.crypto import CannotOpen, keyring
from anxin.kit.workdays import current_calendar
from anxin.policy.services.lock import lock_differences

SKEW_SECONDS_MAX = 5
CONNECTIONS_LEAST = 40
NOTICE_MONTH = 11
"""The State Council's notice about next year's holidays comes in autumn; before that nobody can know."""


def server() -> Iterator[Finding]:
    """PostgreSQL: version, checksums, character set, connections, durability."""
    major = int(_show("server_version_num")) // 10000
    where = "DATABASE_URL" if _is_elsewhere() else "内置 embedded"
    if major >= MAJOR_MIN:
        yield good("数据库 PostgreSQL", f"{_show('server_version')}（{where}）")
    else:
        yield bad("数据库 PostgreSQL", _show("server_version"), f"请升级到 PostgreSQL {MAJOR_MIN} 或更高版本。")
    wanted = (
        ("data_checksums", "on", "磁盘错误会不被发现。请停库后运行 pg_checksums --enable。"),
        ("server_encoding", "UTF8", "请用 UTF8 重建数据库，否则汉字会丢失。"),
        ("fsync", "on", "断电会丢数据。请在 postgresql.conf 里打开。"),
    )
    for name, value, do in wanted:
        yield good(name, value) if _show(name) == value else bad(name, _show(name), do)
    connections = int(_show("max_connections"))
    if connections >= CONNECTIONS_LEAST:
        yield good("max_connections", str(connections))
    else:
        yield bad("max_connections", str(connections), f"请至少设为 {CONNECTIONS_LEAST}。")


def clock_agrees() -> Iterator[Finding]:
    """Do this machine and the database tell the same time? Limits are counted on it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    assert row is not None
    there: datetime = row[0]
    apart = abs((clock.now() - there).total_seconds())
    if apart <= SKEW_SECONDS_MAX:
        yield good("时钟 clock", "与数据库一致")
    else:
        yield bad("时钟 clock", f"与数据库相差 {apart:.0f} 秒", "请为两台机器配置同一时间服务（NTP）。")


def migrations() -> Iterator[Finding]:
    """Is the database as new as the code?"""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield bad("迁移 migrations", f"还有 {len(waiting)} 个没有执行", "请运行 script/anxin prepare。")
    else:
        yield good("迁移 migrations", "全部执行")


def secrets() -> Iterator[Finding]:
    """Are the keys there, ours alone, and do they open what they seal?"""
    path = Path(settings.ANXIN_SECRETS_FILE)
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        yield bad("密钥文件 secrets", f"权限 {mode:o}", f"请运行 chmod 600 {path}。")
    ring = keyring()
    try:
        opened = ring.open(ring.seal("安心", purpose="doctor"), purpose="doctor")
    except CannotOpen:
        opened = ""
    if opened == "安心":
        yield good("密钥 keys", f"{len(settings.ANXIN_FIELD_KEYS)} 把，{settings.ANXIN_FIELD_CIPHER}，{path}")
    else:
        yield bad("密钥 keys", "封存后打不开", "请放回原来的密钥文件；不要新建，否则个人信息无法解读。")


def rules() -> Iterator[Finding]:
    """Are the released packs and formulas what they were when they were released?"""
    different = lock_differences()
    if different:
        yield bad("规则包 rules", "；".join(different[:3]), "已发布的规则不能改。请恢复原文件，修改请另发新版。")
    else:
        yield good("规则包 rules", "与发布时一致")


def calendar() -> Iterator[Finding]:
    """Are this year's working days known, and next year's as soon as they can be?"""
    today = clock.today()
    known = current_calendar().known_years
    if today.year not in known:
        yield bad("工作日历 working days", f"没有 {today.year} 年", "请运行 script/anxin workdays，或导入放假通知。")
    elif today.year + 1 in known or today.month < NOTICE_MONTH:
        yield good("工作日历 working days", f"{min(known)}–{max(known)}")
    else:
        do = (
            "国务院办公厅通知公布后请导入：script/anxin workdays --import 文件 --source 文号。"
            f"在此之前 {today.year + 1} 年的期限标为暂定。"
        )
        yield note("工作日历 working days", f"还没有 {today.year + 1} 年", do)


def _show(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        row = cursor.fetchone()
    assert row is not None
    return str(row[0])


def _is_elsewhere() -> bool:
    """Is it a server of somebody else's? The embedded one has its data beside ours."""
    return not (Path(settings.ANXIN_DATA) / "postgres" / "data").is_dir() and "DATABASE_URL" in os.environ

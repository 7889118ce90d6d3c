"""Looks at what runs: the worker, its jobs, and what is only simulated."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from anxin.config.doctor.findings import Finding, bad, good, note
from anxin.config.server.lock import Lock
from anxin.kit import clock

HEARTBEAT_SECONDS_MAX = 60
SIMULATORS = {"ANXIN_SMS": "console", "ANXIN_REAL_NAME": "simulator", "ANXIN_BANK": "simulated"}


def worker() -> Iterator[Finding]:
    """Is somebody doing the jobs?"""
    since = clock.now() - timedelta(seconds=HEARTBEAT_SECONDS_MAX)
    count = _count("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > %s", since)
    if count:
        yield good("后台进程 worker", f"{count} 个在工作")
    elif _server_runs():
        yield bad("后台进程 worker", "没有心跳", f"请看 {settings.ANXIN_DATA}/log/worker.log，并重新启动。")
    else:
        yield note("后台进程 worker", "没有运行", "启动 script/server 之后才会读材料、发消息、查期限。")


def jobs() -> Iterator[Finding]:
    """Did jobs fail, or wait too long?"""
    day = clock.now() - timedelta(days=1)
    failed = _count(
        "SELECT count(DISTINCT j.id) FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id"
        " WHERE j.status = 'failed' AND e.at > %s",
        day,
    )
    if failed:
        yield note("任务 jobs", f"一天内 {failed} 个失败", "定时巡查会补做；原因见 worker.log。")
    else:
        yield good("任务 jobs", "一天内没有失败")


def simulators() -> Iterator[Finding]:
    """Which doors lead to a stage set?"""
    used = [name for name, simulator in SIMULATORS.items() if getattr(settings, name) == simulator]
    if used and not settings.ANXIN_DEMO:
        yield note("外部接口 adapters", f"仍是模拟：{'、'.join(used)}", "正式使用前请换成真的。")
    else:
        yield good("外部接口 adapters", "演示用模拟" if used else "都已接通")


def _server_runs() -> bool:
    lock = Lock(Path(settings.ANXIN_DATA) / "lock")
    if lock.take(what="doctor"):
        lock.drop()
        return False
    return lock.holder().get("what") == "server"


def _count(statement: str, *values: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])

"""``script/server``: the database, the migrations, the demo city, the web and the worker processes, kept running."""

import argparse
import contextlib
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from anxin.config.server.children import TICK_SECONDS, Child, Supervisor
from anxin.config.server.cluster import Cluster, port_is_free
from anxin.config.server.copies import Program
from anxin.config.server.kind import is_demo
from anxin.config.server.lock import Lock
from anxin.config.server.process import tail, wait_until
from anxin.config.server.rest import PROCESSES, REST
from anxin.config.server.trouble import Trouble
from anxin.config.server.web import web_program

ROOT = Path(__file__).resolve().parents[4]
DEFAULT_PORT = 8000
PORTS_TRIED = 50
FIRST_STEPS = "first-steps.txt"
LOCK_SECONDS = 15
READY_SECONDS = 240
WEB_WORKERS_MAX = 4
WORKER_CONCURRENCY = 5
FRONTS = (("/", "劳动者 worker"), ("/desk/", "工作台 staff"), ("/open/", "公开 public"), ("/api/v1/docs", "接口 API"))


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller asked for."""

    port: int | None
    host: str
    data: Path
    demo: bool


def main() -> int:
    """Run until told to stop. Returns the exit code."""
    try:
        return serve(_read_wish())
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1


def serve(wish: Wish) -> int:
    """Everything, in order; the data folder has one owner."""
    wish.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = Lock(wish.data / "lock")
    if not wait_until(lambda: lock.take(what="server"), seconds=_patience(lock), every=0.2):
        raise _already_running(lock, wish.data)
    named = os.environ.get("DATABASE_URL", "")
    cluster = None if named else Cluster(wish.data / "postgres", os.environ)
    supervisor = Supervisor(
        cluster,
        records=wish.data / PROCESSES,
        logs=wish.data / "log",
        rest=Lock(wish.data / REST),
        say=_say,
    )
    supervisor.listen()

    ours = _environ(wish)

    def environ() -> dict[str, str]:
        return {**ours, "DATABASE_URL": cluster.url() if cluster else named}

    try:
        supervisor.end_leftovers()
        if cluster:
            cluster.start()
        supervisor.product.read(environ())
        _prepare(wish, supervisor, environ())
        if not supervisor.stopping:
            _run_programs(wish, supervisor, lock, environ)
        return 0
    finally:
        _say("正在停止。 Stopping.")
        supervisor.stop()
        lock.drop()


def _run_programs(wish: Wish, supervisor: Supervisor, lock: Lock, environ: Callable[[], dict[str, str]]) -> None:
    port = _choose_port(wish)
    lock.describe(what="server", port=port)
    workers = max(1, min(WEB_WORKERS_MAX, os.cpu_count() or 1))
    web = supervisor.add(web_program(port, host=wish.host, workers=workers), environ())
    _wait_ready(web, supervisor, port)
    if supervisor.stopping:
        return
    supervisor.add(_worker_program(), environ())
    _say_addresses(wish, port)
    supervisor.watch(environ)


def _worker_program() -> Program:
    begin = ("procrastinate", "--skip-checks", "worker")  # ``prepare`` has just asked them
    words = ("--concurrency", str(WORKER_CONCURRENCY), "--shutdown-graceful-timeout", "10")
    return Program("worker", "anxin", (*begin, *words, "--delete-jobs", "successful"))


def _prepare(wish: Wish, supervisor: Supervisor, environ: dict[str, str]) -> None:
    """Migrations, standing tables, unless refused the demo city, and what to say when all runs."""
    said = ("--first-steps", str(wish.data / FIRST_STEPS))
    program = Program("prepare", "anxin", ("prepare", *said, *(("--demo",) if wish.demo else ())))
    preparing = supervisor.product.begin(program, environ)
    while preparing.poll() is None and not supervisor.stopping:
        supervisor.pause(TICK_SECONDS)
    if supervisor.stopping:
        preparing.terminate()
        preparing.wait()
    elif preparing.returncode != 0:
        raise Trouble(
            "准备数据没有成功，原因见上。数据保持原样。",
            "Preparing the data failed, see above. The data are as they were.",
        )


def _wait_ready(web: Child, supervisor: Supervisor, port: int) -> None:
    """Return when the first page can be served, or when told to stop."""

    def done() -> bool:
        return supervisor.stopping or not web.alive() or answers(port)

    if not wait_until(done, seconds=READY_SECONDS, every=0.1) or not (supervisor.stopping or web.alive()):
        raise Trouble(
            f"网页服务没有启动，日志在 {web.log}。最后几行：\n{tail(web.log)}",
            f"The web process did not start; its log is {web.log}. The last lines are above.",
        )


def answers(port: int) -> bool:
    """Does the health page say that all is well?"""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _choose_port(wish: Wish) -> int:
    """The port asked for; without a wish the first free one from 8000 on."""
    if wish.port is not None:
        if not port_is_free(wish.port, wish.host):
            raise Trouble(
                f"端口 {wish.port} 已被其他程序占用。请用 --port 换一个端口。",
                f"Port {wish.port} is taken by another program. Choose another one with --port.",
            )
        return wish.port
    for port in range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED):
        if port_is_free(port, wish.host):
            return port
    raise Trouble("没有空闲的端口。请用 --port 指定一个。", "No free port found. Name one with --port.")


def _environ(wish: Wish) -> dict[str, str]:
    """What the children see: our environment, the data folder, and whether this is a demo."""
    demo = {"ANXIN_DEMO": "1"} if wish.demo else {}
    return {**os.environ, **demo, "ANXIN_DATA": str(wish.data), "PYTHONUNBUFFERED": "1"}


def _say_addresses(wish: Wish, port: int) -> None:
    home = f"http://{'127.0.0.1' if wish.host == '0.0.0.0' else wish.host}:{port}"  # noqa: S104
    _say(f"\n安心已启动。 Anxin is running.  数据 data: {wish.data}")
    for path, name in FRONTS:
        _say(f"  {name:<14}{home}{path}")
    with contextlib.suppress(OSError):
        _say((wish.data / FIRST_STEPS).read_text(encoding="utf-8"))
    _say("按 Ctrl-C 停止。 Press Ctrl-C to stop.")


def _patience(lock: Lock) -> float:
    """A command ends soon; another server does not."""
    return 0 if lock.holder().get("what") == "server" else LOCK_SECONDS


def _already_running(lock: Lock, data: Path) -> Trouble:
    note = lock.holder()
    port, pid = note.get("port"), note.get("pid", "?")
    where_zh = f"，地址 http://127.0.0.1:{port}/" if port else ""
    where_en = f" at http://127.0.0.1:{port}/" if port else ""
    return Trouble(
        f"数据目录 {data} 已有一个安心在运行（进程 {pid}{where_zh}）。请先停止它，或用 --data 指定另一个目录。",
        f"Anxin is already running on {data} (process {pid}{where_en}). "
        "Stop it first, or name another folder with --data.",
    )


def _say(text: str) -> None:
    print(text, flush=True)


def _read_wish() -> Wish:
    parser = argparse.ArgumentParser(
        prog="script/server", description="安装并启动全部服务。 Set up and run everything.", allow_abbrev=False
    )
    parser.add_argument("--port", type=int, help=f"端口 port of the web pages (default: from {DEFAULT_PORT} on)")
    parser.add_argument("--host", default="127.0.0.1", help="地址 address to listen on (default: 127.0.0.1)")
    parser.add_argument("--data", type=Path, default=None, help="数据目录 data folder (default: var)")
    parser.add_argument("--empty", action="store_true", help="不装演示城市 no demo city")
    given = parser.parse_args()
    data = given.data or Path(os.environ.get("ANXIN_DATA") or ROOT / "var")
    data = data.expanduser().absolute()
    return Wish(given.port, given.host, data, is_demo(data, empty=given.empty))


if __name__ == "__main__":
    sys.exit(main())

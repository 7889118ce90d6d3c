"""Processes that have to be there: started, watched, started again when they die, stopped in order."""

import contextlib
import json
import os
import select
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from anxin.config.server.cluster import Cluster
from anxin.config.server.copies import Process, Product, Program
from anxin.config.server.lock import Lock
from anxin.config.server.process import adopt_orphans, end_group, reap, started, tail
from anxin.config.server.trouble import Trouble

TICK_SECONDS = 0.5
PAUSE_SECONDS_MAX = 15.0
DATABASE_PAUSE_SECONDS = 2.0
STEADY_SECONDS = 60.0
STOP_SECONDS = 15.0
LOG_BYTES_MAX = 20 * 1024 * 1024


@dataclass(slots=True)
class Child:
    """A program and the process that runs it now."""

    program: Program
    log: Path
    process: Process | None = None
    since: float = 0.0
    deaths: int = 0
    not_before: float = field(default=0.0)

    def alive(self) -> bool:
        """Is its process there?"""
        return self.process is not None and self.process.poll() is None

    def spawn(self, product: Product, environ: Mapping[str, str]) -> None:
        """Run it; what it says is added to its log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES_MAX:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = product.begin(self.program, environ, log)
        self.since = time.monotonic()

    def bury(self) -> None:
        """Count the death, end what is left of its group and choose when to start again: soon, then less soon."""
        assert self.process is not None
        end_group(self.process.pid, grace_seconds=0)
        self.deaths = 1 if time.monotonic() - self.since > STEADY_SECONDS else self.deaths + 1
        self.not_before = time.monotonic() + min(0.25 * 2**self.deaths, PAUSE_SECONDS_MAX)
        self.process = None

    def stop(self, *, grace_seconds: float = STOP_SECONDS) -> None:
        """End it and its group."""
        if self.process is not None:
            end_group(self.process.pid, grace_seconds=grace_seconds if self.alive() else 0)
            self.process.wait()
            self.process = None


class Supervisor:
    """Keeps the database and the programs running until told to stop.

    Args:
        cluster: the embedded database; ``None`` when a server elsewhere is used.
        records: a file that remembers the processes, so that the next run ends what a killed supervisor left.
        rest: while somebody holds it, the programs rest: the data are being made anew.
        say: tells the person in front of the screen.

    The programs begin as copies of this process once it has read the ``product``.
    """

    def __init__(
        self, cluster: Cluster | None, *, records: Path, logs: Path, rest: Lock, say: Callable[[str], None]
    ) -> None:
        self.cluster = cluster
        self.product = Product()
        self.children: list[Child] = []
        self._records = records
        self._logs = logs
        self._rest = rest
        self._say = say
        self._stopping = False
        self._bell, self._ring = os.pipe()
        os.set_blocking(self._ring, False)

    def listen(self) -> None:
        """Hear SIGTERM and SIGINT from now on, and become the parent of orphans."""
        adopt_orphans()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup stays nohup
                signal.signal(number, self._told_to_stop)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(self._ring)

    @property
    def stopping(self) -> bool:
        """Were we told to stop?"""
        return self._stopping

    def end_leftovers(self) -> None:
        """End the processes that a killed supervisor left behind: they are known by pid and time of start."""
        try:
            left = json.loads(self._records.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return
        for pid, since in left:
            if since and started(pid) == since:
                end_group(pid, grace_seconds=STOP_SECONDS)

    def add(self, program: Program, environ: Mapping[str, str]) -> Child:
        """Start a program and keep it running."""
        child = Child(program, self._logs / f"{program.name}.log")
        child.spawn(self.product, environ)
        self.children.append(child)
        self._record()
        return child

    def watch(self, environ: Callable[[], Mapping[str, str]]) -> None:
        """Keep everything running until told to stop.

        Args:
            environ: the environment for a new process; asked anew each time, the database may have moved.
        """
        while not self._stopping:
            self._revive_database()
            self._rest_when_asked()
            for child in self.children:
                self._revive(child, environ)
            reap({child.process.pid for child in self.children if child.process} | {self._database_pid()})
            self.pause(TICK_SECONDS)

    def pause(self, seconds: float) -> None:
        """Wait, but no longer than until the next signal."""
        if select.select([self._bell], [], [], seconds)[0]:
            os.read(self._bell, 1024)

    def stop(self) -> None:
        """Stop the programs, then the database."""
        for child in reversed(self.children):
            child.stop()
        if self.cluster is not None:
            self.cluster.stop()
        with contextlib.suppress(OSError):
            self._records.unlink()

    def _told_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _database_pid(self) -> int:
        return (self.cluster.pid if self.cluster else None) or 0

    def _revive_database(self) -> None:
        if self.cluster is None or self.cluster.alive():
            return
        self._say("数据库进程中断，正在重新启动。 The database process died; starting it again.")
        before = self.cluster.url()
        try:
            self.cluster.start()
        except Trouble as trouble:
            self._say(str(trouble))
            self.pause(DATABASE_PAUSE_SECONDS)
        if self.cluster.url() != before:
            for child in self.children:
                child.stop(grace_seconds=TICK_SECONDS)  # without a database there is nothing to finish

    def _rest_when_asked(self) -> None:
        """Stop the programs until whoever makes the data anew is done; the database stays."""
        if not self._rest.held():
            return
        self._say("数据正在重建，服务暂停。 The data are being made anew; the service rests.")
        for child in reversed(self.children):
            child.stop()
        while self._rest.held() and not self._stopping:
            self.pause(TICK_SECONDS)
        self._say("数据重建完毕，服务恢复。 The data are ready; the service goes on.")

    def _revive(self, child: Child, environ: Callable[[], Mapping[str, str]]) -> None:
        if child.alive() or self._stopping:
            return
        if child.process is not None:
            code = child.process.returncode
            child.bury()
            self._say(
                f"{child.program.name} 进程中断（{code}），即将重新启动。 {child.program.name} died; starting it again."
            )
            self._say(tail(child.log, lines=5) if child.deaths > 1 else f"日志 log: {child.log}")
        if time.monotonic() >= child.not_before:
            child.spawn(self.product, environ())
            self._record()

    def _record(self) -> None:
        pids = [child.process.pid for child in self.children if child.process]
        text = json.dumps([(pid, started(pid)) for pid in pids])
        fresh = self._records.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self._records)

"""A running ``script/server`` on a folder of its own, its processes by name, and its database."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from anxin.config.server.__main__ import answers
from anxin.config.server.cluster import Cluster, free_port
from anxin.config.server.process import wait_until
from tests.house.conftest import environment

SECONDS = 120
SIGNS = {
    "web": "anxin-web|anxin.config.web",
    "worker": "anxin-worker|procrastinate worker",
    "postgres": "/postgres -D",
}
"""What the system shows of the processes of the house: a name where it keeps one, else the command."""
SELDOM = 0.25
"""How often a busy machine is asked whether something has happened, in seconds."""


class Server:
    """A running ``script/server`` on a folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.said = data / "said.txt"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.said.open("ab") as said:
            self.process = subprocess.Popen(
                self.command("anxin.config.server", "--port", str(self.port), "--data", str(self.data), "--empty"),
                env=self.environ(),
                stdout=said,
                stderr=said,
            )
        assert self.eventually_answers(), self.said.read_text()

    def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout=SECONDS)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(timeout=SECONDS)

    def eventually_answers(self) -> bool:
        return wait_until(lambda: answers(self.port), seconds=SECONDS, every=SELDOM)

    def children(self) -> dict[str, int]:
        """Process numbers by name; the database among them."""
        assert self.process is not None
        asked = ["ps", "-eo", "pid=,ppid=,comm=,args="]
        said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        own = re.findall(rf"^\s*(\d+)\s+{self.process.pid}\s+(.*)$", said, re.MULTILINE)
        return {name: int(pid) for pid, shown in own for name, sign in SIGNS.items() if re.search(sign, shown)}

    def child(self, name: str) -> int:
        """The number of one of its processes; one that left when the database died is on its way back."""
        assert wait_until(lambda: name in self.children(), seconds=SECONDS, every=SELDOM), self.said.read_text()
        return self.children()[name]

    def kill_child(self, name: str) -> None:
        """Kill one of its processes and see another in its place."""
        victim = self.child(name)
        os.kill(victim, signal.SIGKILL)
        assert wait_until(lambda: self.children().get(name, victim) != victim, seconds=SECONDS, every=SELDOM)
        assert self.eventually_answers(), self.said.read_text()

    def database(self) -> str:
        return Cluster(self.data / "postgres", os.environ).url()

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", *words]

    def environ(self) -> dict[str, str]:
        return environment(self.data)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words), env=self.environ(), capture_output=True, text=True, timeout=SECONDS, check=False
        )


def one(server: Server, statement: str) -> Any:
    with psycopg.connect(server.database()) as connection:
        row = connection.execute(statement.encode()).fetchone()
        return row[0] if row else None

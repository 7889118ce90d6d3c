"""The embedded PostgreSQL server of one data folder: made, started, watched and stopped by us.

It listens on 127.0.0.1 only, on a port it remembers, and asks for a password (scram) that is kept in a file only its
owner may read. Whoever uses this holds the lock of the folder (``database``), so a server that is found running on the
data is what a killed supervisor left behind.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from anxin.config.server import privilege
from anxin.config.server.binaries import Binaries, choose
from anxin.config.server.process import LINUX, started, tail, wait_until, working_in
from anxin.config.server.trouble import Trouble

NAME = "anxin"
START_SECONDS = 60
STOP_SECONDS = 30
PORTS = range(20000, 32000)
LOG_BYTES_MAX = 10 * 1024 * 1024
BUILTIN_LOCALE = {17: "C.UTF-8"}
BUILTIN_LOCALE_SINCE_18 = "PG_UNICODE_FAST"
PASSING_TROUBLES = ("lock file", "shared memory block", "could not bind", "could not create any TCP/IP sockets")
"""What PostgreSQL says when waiting or another port helps: the dead predecessor's children are still ending."""

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    # Statements and values hold people's names and numbers: they never reach a log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}
CARELESS = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
    "max_wal_size": "4GB",
}
"""For throw-away data: a power cut may destroy them, and nobody keeps house in them."""


class Cluster:
    """One data folder and, while it runs, the server on it.

    Args:
        home: holds the data folder, the password, the port and the log.
        careless: for throw-away data, much faster on slow disks.
    """

    def __init__(self, home: Path, environ: Mapping[str, str], *, careless: bool = False) -> None:
        self.home = home.absolute()
        self.data = self.home / "data"
        self.log = self.home / "postgres.log"
        self._port_file = self.home / "port"
        self._password_file = self.home / "password"
        self._environ = environ
        self._careless = careless
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = NAME) -> str:
        """The address for ``DATABASE_URL``; holds the password."""
        password = quote(self._password_file.read_text(encoding="ascii").strip())
        return (
            f"postgres://{NAME}:{password}@127.0.0.1:{self._port_file.read_text(encoding='ascii').strip()}/{database}"
        )

    @property
    def pid(self) -> int | None:
        """The server's process, while it is ours."""
        return self._process.pid if self._process else None

    def binaries(self) -> Binaries:
        """The programs that fit the data."""
        version = self.data / "PG_VERSION"
        written_by = int(version.read_text(encoding="ascii").strip()) if version.is_file() else None
        return choose(self._environ, data_major=written_by)

    def prepare(self) -> None:
        """Make the data folder unless it is there. A killed run leaves nothing half-made in its place."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._password_file.exists():
            self._write(self._password_file, secrets.token_urlsafe(24))
        if (self.data / "PG_VERSION").is_file():
            return
        programs, partial = self.binaries(), self.home / "data.partial"
        shutil.rmtree(partial, ignore_errors=True)
        prefix = privilege.run_as(self.home, programs.tool("postgres"))
        self._run([*prefix, programs.tool("initdb"), "-D", str(partial), *self._initdb_options(programs.major)])
        single = [*prefix, programs.tool("postgres"), "--single", "-D", str(partial), "postgres"]
        self._run(single, given=f'CREATE DATABASE "{NAME}"\n')
        partial.rename(self.data)

    def start(self) -> None:
        """Make the data if needed and run the server until it answers.

        Tries again while a predecessor that was killed is still ending.

        Raises:
            Trouble: it does not start; the message carries the end of its log.
        """
        self.prepare()
        self._end_predecessor()
        last = ""

        def attempt() -> bool:
            nonlocal last
            self._forget_stale_pid()
            since = self._spawn()
            if wait_until(lambda: self.ready() or not self.alive(), seconds=START_SECONDS) and self.alive():
                return True
            last = tail(self.log, since=since)
            if not any(words in last for words in PASSING_TROUBLES):
                raise self._not_started(last)
            return False

        if not wait_until(attempt, seconds=START_SECONDS, every=0.3):
            raise self._not_started(last)

    def alive(self) -> bool:
        """Is the process we started still there?"""
        return self._process is not None and self._process.poll() is None

    def ready(self) -> bool:
        """Does a server on these data accept connections?"""
        lines = self._pid_lines()
        return len(lines) > 7 and lines[7].strip() == "ready" and bool(started(int(lines[0])))

    def stop(self) -> None:
        """Stop the server: running statements are rolled back, everything committed is kept."""
        if self._process is None:
            return
        for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            if self._process.poll() is None:
                self._process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=seconds)
                break
        self._process = None

    def destroy(self) -> None:
        """Stop the server and remove its data: for throw-away data only."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def _spawn(self) -> int:
        """Run the server. Returns the position in the log where its words begin."""
        programs = self.binaries()
        self._choose_port()
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES_MAX:
            self.log.replace(self.log.with_suffix(".log.1"))
        options = {**SETTINGS, **(CARELESS if self._careless else {})}
        command = [
            *privilege.run_as(self.home, programs.tool("postgres")),
            *privilege.ends_with_us("INT"),
            *(programs.tool("postgres"), "-D", str(self.data)),
            *("-p", self._port_file.read_text(encoding="ascii").strip()),
            *(word for name, value in options.items() for word in ("-c", f"{name}={value}")),
        ]
        with self.log.open("ab") as log:
            since = log.seek(0, os.SEEK_END)
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_plain(self._environ),
                start_new_session=True,
            )
        return since

    def _choose_port(self) -> None:
        """Keep the remembered port while it is free: open consoles and scripts go on working."""
        try:
            remembered = int(self._port_file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            remembered = 0
        port = remembered if remembered and port_is_free(remembered) else free_port()
        if port != remembered:
            self._write(self._port_file, str(port))

    def _end_predecessor(self) -> None:
        """End a server that a killed supervisor left on our data."""
        lines = self._pid_lines()
        if not lines or not self._serves_us(int(lines[0])):
            return
        pid = int(lines[0])
        for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            if wait_until(lambda: not started(pid), seconds=seconds):
                return
        raise Trouble(
            f"上次遗留的数据库进程 {pid} 无法结束。请用 kill -QUIT {pid} 结束它，再启动。",
            f"The database process {pid} left from the last run does not end. Run kill -QUIT {pid}, then start again.",
        )

    def _serves_us(self, pid: int) -> bool:
        if LINUX:
            return pid in working_in(self.data)
        said = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
        return str(self.data) in said.stdout

    def _forget_stale_pid(self) -> None:
        """Remove the note of a dead server when its number belongs to nobody or to a stranger.

        PostgreSQL only asks whether the number is in use, and after a restart of a container it often is. The note
        may go only when no process at all works in the data folder; so we wait for a dead server's children first.
        """
        if not LINUX or not self._pid_lines():
            return
        if wait_until(lambda: not working_in(self.data), seconds=START_SECONDS / 2):
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _pid_lines(self) -> list[str]:
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return []
        return lines if lines and lines[0].strip().isdigit() else []

    def _initdb_options(self, major: int) -> list[str]:
        """How the data are laid down: passwords everywhere, checksums, UTF-8, the same order on every machine."""
        options = [f"--username={NAME}", "--auth-local=scram-sha-256", "--auth-host=scram-sha-256"]
        options += [f"--pwfile={self._password_file}", "--encoding=UTF8", "--data-checksums", "--no-instructions"]
        options += ["--locale=C" if sys.platform == "darwin" else "--locale=C.UTF-8"]
        if major in BUILTIN_LOCALE or major > max(BUILTIN_LOCALE):
            name = BUILTIN_LOCALE.get(major, BUILTIN_LOCALE_SINCE_18)
            options += ["--locale-provider=builtin", f"--builtin-locale={name}"]
        return options + (["--no-sync"] if self._careless else [])

    def _run(self, command: list[str], *, given: str = "") -> None:
        done = subprocess.run(
            command, input=given, capture_output=True, text=True, env=_plain(self._environ), cwd=self.home, timeout=300
        )
        if done.returncode != 0:
            raise self._not_started("\n".join((done.stdout + done.stderr).splitlines()[-15:]))

    def _write(self, path: Path, text: str) -> None:
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(text, encoding="ascii")
        fresh.replace(path)

    def _not_started(self, words: str) -> Trouble:
        return Trouble(
            f"数据库没有启动，日志在 {self.log}。最后几行：\n{words}",
            f"The database did not start; its log is {self.log}. The last lines are above.",
        )


def _plain(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without what would lead PostgreSQL elsewhere, and with messages in English."""
    kept = {name: value for name, value in environ.items() if not name.startswith(("PG", "LC_", "DATABASE_"))}
    return {**kept, "LC_ALL": "C"}


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Could we listen there now?"""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port nobody listens on, below those that systems give to outgoing connections.

    A client that calls a closed port among those may be given the same number for its own end and so be connected to
    itself, which keeps the server from coming back.
    """
    while True:
        port = secrets.choice(PORTS)
        if port_is_free(port):
            return port

"""The programs of the product begin as copies of one process that has read it, where a process can be copied (Linux).

Reading the product takes most of a start: a copy has it at once and shares its memory, and a program that was killed is
back in a moment. Elsewhere, and when its environment is no longer the one the product was read with, a program is
started from its command and reads for itself.
"""

import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import IO

from anxin.config.server.privilege import ends_with_us
from anxin.config.server.process import LINUX, call_this_process, end_with_parent

CAUGHT = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)


@dataclass(frozen=True, slots=True)
class Program:
    """A program of ours: ``python -m module words``."""

    name: str
    module: str
    words: tuple[str, ...] = ()

    @property
    def command(self) -> list[str]:
        """How it is started from nothing."""
        return [sys.executable, "-m", self.module, *self.words]


class Copy:
    """A copy of this process that has become a program; it answers like a process of ``subprocess``."""

    def __init__(self, program: Program, output: IO[bytes] | None) -> None:
        become = partial(_become, program, output)
        self._process = multiprocessing.get_context("fork").Process(target=become, name=program.name)
        signal.pthread_sigmask(signal.SIG_BLOCK, CAUGHT)  # none may reach the copy before it has become the program
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, CAUGHT)
        assert self._process.pid is not None
        self.pid: int = self._process.pid

    @property
    def returncode(self) -> int | None:
        """Its exit code, negative for a signal; nothing while it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """Has it ended, and how?"""
        return self._process.exitcode

    def wait(self) -> int | None:
        """Return when it has ended."""
        self._process.join()
        return self._process.exitcode

    def terminate(self) -> None:
        """Tell it to end."""
        self._process.terminate()


Process = subprocess.Popen[bytes] | Copy


class Product:
    """The product, read once by the process that starts its programs."""

    def __init__(self) -> None:
        self._read_with: dict[str, str] | None = None

    def read(self, environ: Mapping[str, str]) -> None:
        """Read it now, where that is of use; the environment becomes ours."""
        if not LINUX:
            return
        os.environ.clear()
        os.environ.update(environ)
        from anxin.config.product import read_the_product

        read_the_product()
        self._read_with = dict(environ)

    def begin(self, program: Program, environ: Mapping[str, str], output: IO[bytes] | None = None) -> Process:
        """Start a program in a session of its own: Ctrl-C reaches its parent only, who stops things in order.

        Args:
            output: where it writes, its errors too; without it, where its parent writes.
        """
        if environ == self._read_with:
            return Copy(program, output)
        return subprocess.Popen(
            [*ends_with_us(), *program.command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(environ),
            start_new_session=True,
        )


def _become(program: Program, output: IO[bytes] | None) -> None:
    """Leave behind what was the parent's, as a process does that is started from its command; then run the program."""
    os.setsid()
    end_with_parent()
    call_this_process(f"anxin-{program.name}")
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    if output is not None:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    signal.set_wakeup_fd(-1)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))  # the parent's lock among them: it must end with the parent
    for number in CAUGHT:
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, CAUGHT)
    sys.argv = [program.module, *program.words]
    runpy.run_module(program.module, run_name="__main__", alter_sys=True)

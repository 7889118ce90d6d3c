"""PostgreSQL refuses to run as root: how to run it all the same when we are.

1. an ordinary user runs it directly;
2. root with user namespaces runs it inside one, where root is called 1000: no account is added, no folder is opened;
3. root without them becomes an existing service account;
4. otherwise a person has to decide.
"""

import os
import pwd
import shutil
import subprocess
from functools import cache
from pathlib import Path

from anxin.config.server.trouble import Trouble

SERVICE_ACCOUNTS = ("postgres", "anxin", "nobody")


@cache
def run_as(data: Path, program: str) -> tuple[str, ...]:
    """The words to put before a command of PostgreSQL.

    Args:
        data: the folder that holds the data folder; it is given to the service account when one is needed.
        program: a program of PostgreSQL, tried with each way.

    Raises:
        Trouble: none of the ways works on this machine.
    """
    if os.geteuid() != 0:
        return ()
    unshare, setpriv = shutil.which("unshare"), shutil.which("setpriv")
    if unshare:
        inside = (unshare, "--user", "--map-user=1000", "--map-group=1000")
        if _works(inside, program):
            return inside
    for name in SERVICE_ACCOUNTS if setpriv else ():
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        become = (str(setpriv), f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups")
        if _works(become, program) and _give(data, account, become):
            return become
    raise Trouble(
        "PostgreSQL 不能以 root 身份运行，本机也不允许用户命名空间，没有可用的服务账号。"
        "请用普通用户运行，或用 DATABASE_URL 指定数据库服务器（PostgreSQL 15 或更高版本）。",
        "PostgreSQL does not run as root, this machine allows no user namespaces and no service account can reach "
        "the data. Run as an ordinary user, or name a server (PostgreSQL 15 or newer) in DATABASE_URL.",
    )


@cache
def ends_with_us(signal_name: str = "TERM") -> tuple[str, ...]:
    """The words that make a child end when we are killed, where the system knows how (Linux)."""
    setpriv = shutil.which("setpriv")
    if setpriv and _works((setpriv, "--pdeathsig", signal_name), "true"):
        return (setpriv, "--pdeathsig", signal_name)
    return ()


def _works(prefix: tuple[str, ...], program: str) -> bool:
    try:
        return subprocess.run([*prefix, program, "--version"], capture_output=True, timeout=20, cwd="/").returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _give(folder: Path, account: pwd.struct_passwd, become: tuple[str, ...]) -> bool:
    """Give our own data folder to the account, and see that the account reaches it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in (folder, *folder.rglob("*")):
        os.chown(each, account.pw_uid, account.pw_gid, follow_symlinks=False)
    return subprocess.run([*become, "test", "-w", str(folder)], capture_output=True, cwd="/").returncode == 0

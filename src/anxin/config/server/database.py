"""The database of a data folder for as long as it is needed: a server's address, or the embedded one."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from anxin.config.server.cluster import Cluster
from anxin.config.server.lock import Lock, Users
from anxin.config.server.process import wait_until
from anxin.config.server.trouble import Trouble

WAIT_SECONDS = 60


@contextmanager
def database(data: Path, environ: Mapping[str, str]) -> Iterator[str]:
    """The address of a running database.

    ``DATABASE_URL`` wins. Else the embedded database of ``data``: the one a running server has started, or one that is
    started now and stopped afterwards, when nobody else uses it any more.
    """
    named = environ.get("DATABASE_URL", "")
    if named:
        yield named
        return
    cluster, lock, users = Cluster(data / "postgres", environ), Lock(data / "lock"), Users(data / "users")
    if _own_or_enter(cluster, lock, users):
        try:
            cluster.start()
            yield cluster.url()
        finally:
            users.wait_until_alone()
            cluster.stop()
            lock.drop()
            users.leave()
    else:
        try:
            yield cluster.url()
        finally:
            users.leave()


def _own_or_enter(cluster: Cluster, lock: Lock, users: Users) -> bool:
    """True when we own the data now; false when somebody else does and the database answers."""
    owned = False

    def settled() -> bool:
        nonlocal owned
        if lock.take(what="command", name=os.path.basename(os.getcwd())):
            owned = True
            return True
        users.enter()
        return cluster.ready()

    if not wait_until(settled, seconds=WAIT_SECONDS, every=0.2):
        raise Trouble(
            f"数据目录 {lock.path.parent} 正被进程 {lock.holder().get('pid', '')} 使用，但数据库没有应答。请稍后再试。",
            f"The data folder {lock.path.parent} is in use, but its database does not answer. Try again later.",
        )
    return owned

"""``script/anxin``: one command on the database of the data folder, started for so long when no server runs."""

import os
import sys
from pathlib import Path

from anxin.config.server.database import database
from anxin.config.server.kind import is_demo
from anxin.config.server.trouble import Trouble

ROOT = Path(__file__).resolve().parents[4]
AS_IT_IS = {"help", "--help", "-h", "prepare", "demo", "doctor", "docs", "backup", "restore", "read"}
"""Commands that take the database as it is, or make it; before any other it is brought up to this version."""


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    data = Path(os.environ.get("ANXIN_DATA") or ROOT / "var").expanduser().absolute()
    os.environ["ANXIN_DATA"] = str(data)
    try:
        with database(data, os.environ) as url:
            return _run(arguments, url, demo="DATABASE_URL" not in os.environ and is_demo(data))
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1


def _run(arguments: list[str], url: str, *, demo: bool) -> int:
    embedded = "DATABASE_URL" not in os.environ
    os.environ["DATABASE_URL"] = url
    if demo:
        os.environ.setdefault("ANXIN_DEMO", "1")
    from anxin.config.commands import run

    if embedded and arguments and arguments[0] not in AS_IT_IS and _tables_are_old():
        run(["anxin", "prepare", *(["--demo"] if demo else [])])
    return run(["anxin", *arguments])


def _tables_are_old() -> bool:
    from anxin.config.product import read_the_models

    read_the_models()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Running the product: set up, then hand over to its own code in its own environment."""

import os
from collections.abc import Callable

from house.bootstrap import bootstrap
from house.places import PYTHON


def server(arguments: list[str]) -> int:
    """``script/server``: this process becomes the supervisor."""
    if not {"-h", "--help"} & set(arguments):
        bootstrap()
    elif not PYTHON.exists():
        print("script/server [--port PORT] [--host HOST] [--data DIR] [--empty]")
        return 0
    os.execv(PYTHON, [str(PYTHON), "-m", "anxin.config.server", *arguments])


def anxin(arguments: list[str]) -> int:
    """``script/anxin``: one command, on the running database of the data folder or on one that runs for so long."""
    bootstrap()
    os.execv(PYTHON, [str(PYTHON), "-m", "anxin.config.server.once", *arguments])


def demo(arguments: list[str]) -> int:
    """``script/demo``: the demo city, as new."""
    return anxin(["demo", "--reset", *arguments])


COMMANDS: dict[str, Callable[[list[str]], int]] = {"server": server, "anxin": anxin, "demo": demo}

"""``script/test``: everything that has to hold, on a throw-away database."""

import os
import sys

from house import browser
from house.bootstrap import bootstrap
from house.places import PYTHON

INSIDE = "ANXIN_TESTING_INSIDE"


def test(arguments: list[str]) -> int:
    """Set up, then run the suite in the project's environment. Returns the exit code."""
    if os.environ.get(INSIDE) != "1":
        bootstrap(dev=True)
        os.execve(PYTHON, [str(PYTHON), sys.argv[0], "test", *arguments], {**os.environ, INSIDE: "1"})
    from house.suite import run

    return run(arguments, lacking=browser.ready())

"""Sets the clock of a test's own server: every process of it reads the moment in ``ANXIN_TEST_CLOCK`` as it begins.

Python imports this by itself from a folder on its path. Nothing of the product is changed by it; the machine seems to
have one core, so that the web server starts one process and is up again sooner.
"""

import os
from datetime import datetime
from pathlib import Path

import time_machine

travels: list[time_machine.travel] = []


def read_the_clock() -> None:
    """Let it be the moment that is written down; a copy of a process leaves the moment of its parent."""
    while travels:
        travels.pop().stop()
    moment = datetime.fromisoformat(Path(os.environ["ANXIN_TEST_CLOCK"]).read_text(encoding="ascii"))
    travels.append(time_machine.travel(moment, tick=True))
    travels[-1].start()


os.cpu_count = lambda: 1
os.register_at_fork(after_in_child=read_the_clock)
read_the_clock()

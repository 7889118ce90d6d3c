"""Sets the clock of a test's own server: every process of it reads the moment in ``ANXIN_TEST_CLOCK`` as it starts.

Python imports this by itself from a folder on its path. Nothing of the product is changed by it; the machine seems to
have one core, so that the web server starts one process and is up again sooner.
"""

import os
from datetime import datetime
from pathlib import Path

import time_machine

moment = datetime.fromisoformat(Path(os.environ["ANXIN_TEST_CLOCK"]).read_text(encoding="ascii"))
os.cpu_count = lambda: 1
time_machine.travel(moment, tick=True).start()

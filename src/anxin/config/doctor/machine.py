"""Looks at the machine: Python, front-end files, fonts, disk."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from anxin.config.doctor.findings import Finding, bad, good, note

PYTHON_LEAST = (3, 11)
DISK_BYTES_LEAST = 2 * 1024**3
FONT = "@expo-google-fonts/noto-sans-sc"


def python() -> Iterator[Finding]:
    """New enough?"""
    said = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= PYTHON_LEAST:
        yield good("Python", said)
    else:
        yield bad("Python", said, "请安装 Python 3.11 或更高版本，然后重新运行 script/bootstrap。")


def front_end() -> Iterator[Finding]:
    """Are the files of others there, and the font for letters?"""
    folder = Path(settings.ANXIN_NODE_MODULES)
    missing = [source for source in settings.ANXIN_NPM_FILES.values() if not (folder / source).is_file()]
    if missing:
        yield bad("前端文件 front-end files", f"缺少 {'、'.join(missing)}", "请运行 script/bootstrap。")
    else:
        yield good("前端文件 front-end files", f"{len(settings.ANXIN_NPM_FILES)} 个")
    if any((folder / FONT).rglob("*.ttf")):
        yield good("文书字体 font of letters", "Noto Sans SC")
    else:
        yield bad("文书字体 font of letters", "没有找到", "请运行 script/bootstrap，否则文书里的汉字无法显示。")


def static_files() -> Iterator[Finding]:
    """Were they collected?"""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if settings.WHITENOISE_USE_FINDERS:
        yield note("静态文件 static files", "直接取自源码", "仅供开发。正式环境请去掉这项设置。")
    elif manifest.is_file():
        yield good("静态文件 static files", str(settings.STATIC_ROOT))
    else:
        yield bad("静态文件 static files", f"没有 {manifest}", "请运行 script/bootstrap。")


def disk() -> Iterator[Finding]:
    """Is there room for more?"""
    folder = Path(settings.ANXIN_DATA)
    free = shutil.disk_usage(folder if folder.exists() else folder.parent).free
    said = f"{folder} 剩余 {free / 1024**3:.1f} GB"
    if free >= DISK_BYTES_LEAST:
        yield good("磁盘 disk", said)
    else:
        yield bad("磁盘 disk", said, "请腾出空间：磁盘写满时数据库会停止。")

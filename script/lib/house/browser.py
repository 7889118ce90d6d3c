"""What browser tests need and a package registry does not have: Chromium and a Chinese font."""

import os
import shutil
import subprocess
from pathlib import Path

from house.places import PYTHON
from house.say import step

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The shell has no window of its own: it draws the same pages and needs a fifth less of the machine."""
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/System/Library/Fonts",
)
FONT_PATTERNS = ("*CJK*", "*wqy*", "*PingFang*", "*Hiragino Sans GB*", "*SourceHanSans*")
FONT = "fonts-noto-cjk"
APT_BROWSERS = ("chromium-headless-shell", "chromium")
"""The first one that the distribution has."""


def ready() -> str:
    """Install what is missing where we may. Returns an empty text, or the sentence that says what to install."""
    if _missing() and os.geteuid() == 0 and shutil.which("apt-get"):
        with step("正在安装 Chromium 和中文字体", "Installing Chromium and a Chinese font"):
            _apt()
    return _missing()


def chromium() -> str:
    """The browser to use; empty when there is none."""
    named = os.environ.get("ANXIN_CHROMIUM", "")
    if named:
        return named
    for name in NAMES:
        found = shutil.which(name)
        if found and _runs(found):
            return found
    return str(MAC) if MAC.exists() else _playwright_browser()


def _runs(program: str) -> bool:
    """Ubuntu's /usr/bin/chromium-browser may be an empty shell that asks for snap."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _playwright_browser() -> str:
    code = "from playwright.sync_api import sync_playwright as p\nwith p() as w: print(w.chromium.executable_path)"
    said = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True)
    path = said.stdout.strip()
    return path if path and Path(path).exists() else ""


def _missing() -> str:
    wanted = [name for name, there in (("Chromium", chromium()), ("中文字体 a Chinese font", _has_font())) if not there]
    if not wanted:
        return ""
    return (
        f"浏览器测试缺少：{'、'.join(wanted)}。Debian/Ubuntu：sudo apt-get install {APT_BROWSERS[-1]} {FONT}；"
        "macOS：安装 Google Chrome；其他：.venv/bin/python -m playwright install chromium，"
        "或用 ANXIN_CHROMIUM 指出浏览器。\n"
        f"Browser tests need {', '.join(wanted)}. Debian/Ubuntu: sudo apt-get install {APT_BROWSERS[-1]} {FONT}; "
        "macOS: install Google Chrome; else .venv/bin/python -m playwright install chromium, or set ANXIN_CHROMIUM."
    )


def _has_font() -> bool:
    folders = [Path(name).expanduser() for name in FONT_FOLDERS]
    return any(next(folder.rglob(pattern), None) for folder in folders if folder.is_dir() for pattern in FONT_PATTERNS)


def _apt() -> None:
    if not _apt_installs():
        _apt_get("update", "-qq")
        _apt_installs()
    if not chromium():
        subprocess.run([PYTHON, "-m", "playwright", "install", "--with-deps", "chromium"])


def _apt_installs() -> bool:
    install = ("install", "-y", "-qq", "--no-install-recommends")
    browser = bool(chromium()) or any(_apt_get(*install, name) for name in APT_BROWSERS)
    return (_has_font() or _apt_get(*install, FONT)) and browser


def _apt_get(*words: str) -> bool:
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["apt-get", *words], env=environ, capture_output=True).returncode == 0

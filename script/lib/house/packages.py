"""The Python environment: a venv that holds exactly what the hashed lists in requirements/ say.

uv installs, because it is several times faster; where uv cannot run, pip does the same from the same lists.
"""

import hashlib
import html.parser
import os
import platform
import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path
from urllib.parse import urljoin

from house import stamp
from house.interpreter import interpreter
from house.places import PYTHON, REQUIREMENTS, ROOT, TOOLS, VENV
from house.say import Stop, step

UV = TOOLS / "bin" / "uv"
STAMP = VENV / "packages.stamp"
DEFAULT_INDEX = "https://pypi.org/simple"
TRUSTED: tuple[dict[str, str], ...] = ({}, {"UV_SYSTEM_CERTS": "1"})
"""Whose certificates uv believes: those it brings; then the machine's, where an office puts its own."""
PIP_TO_UV = {"index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX", "find-links": "UV_FIND_LINKS"}


def install(*, dev: bool) -> None:
    """Bring the venv to the lists: run time, or run time and development. What is there for development stays."""
    lists = _lists(dev=dev or (VENV / "dev").exists())
    wanted = stamp.digest(lists, str(VENV), sys.version, os.environ.get("ANXIN_PYTHON", ""), platform.platform())
    if stamp.matches(STAMP, wanted) and PYTHON.exists():
        return
    with step("正在安装 Python 依赖", "Installing Python packages"):
        _make_venv()
        _sync(lists)
        _point_at_source()
        if dev:
            (VENV / "dev").touch()
    stamp.put(STAMP, wanted)


def node_is_missing() -> bool:
    """Does this machine lack a usable node with npm?"""
    if not shutil.which("node") or not shutil.which("npm"):
        return True
    said = subprocess.run(["node", "--version"], capture_output=True, text=True)
    number = re.match(r"v(\d+)", said.stdout)
    return number is None or int(number.group(1)) < 18


def _lists(*, dev: bool) -> list[Path]:
    names = ["dev.txt"] if dev else ["base.txt", "ocr.txt"]
    if node_is_missing():
        names.append("node.txt")
    return [REQUIREMENTS / name for name in names]


def _make_venv() -> None:
    """A venv without pip: uv needs none, and Debian's Python cannot give one."""
    python = interpreter()
    if _version(PYTHON) != _version(python):
        words = ("--clear", "--symlinks", "--without-pip")
        subprocess.run([python, "-m", "venv", *words, VENV], check=True)


def _version(python: Path | str) -> str:
    """Number, build and compiler; empty when there is none."""
    if not Path(python).exists():
        return ""
    said = subprocess.run([python, "-c", "import sys; print(sys.version)"], capture_output=True, text=True)
    return said.stdout


def _sync(lists: list[Path]) -> None:
    names = [str(each.relative_to(ROOT)) for each in lists]
    if get_uv():
        command = [str(UV), "pip", "sync", "--require-hashes", "--python", str(PYTHON), "--quiet", *names]
        for trusted in TRUSTED:
            done = subprocess.run(command, cwd=ROOT, env=uv_environ() | trusted, capture_output=True, text=True)
            if done.returncode == 0:
                return
        print(f"{done.stderr}\n  uv 没有成功，改用 pip。 uv failed; using pip.", flush=True)
    _sync_with_pip(names)


def _sync_with_pip(names: list[str]) -> None:
    if subprocess.run([PYTHON, "-m", "ensurepip", "--upgrade"], capture_output=True).returncode != 0:
        raise Stop(
            "本机的 Python 没有 pip。Debian/Ubuntu 请运行：apt install python3-venv，然后重试。",
            "This Python comes without pip. On Debian/Ubuntu run: apt install python3-venv, then try again.",
        )
    wanted = [word for name in names for word in ("-r", name)]
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", *wanted]
    if subprocess.run(command, cwd=ROOT).returncode != 0:
        raise Stop(
            "依赖没有装上，原因见上。请检查网络或 pip 的镜像设置，然后重试。",
            "The packages were not installed, see above. Check the network or pip's mirror settings, then try again.",
        )


def _point_at_source() -> None:
    """Make ``import anxin`` find the checkout."""
    for site in (VENV / "lib").glob("python3*/site-packages"):
        (site / "anxin-source.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")


def get_uv() -> bool:
    """Have the pinned uv, with the machine's pip or without any. False when this machine cannot run it."""
    pins = REQUIREMENTS / "tools.txt"
    mark = TOOLS / "tools.stamp"
    wanted = stamp.digest([pins], platform.platform())
    if not stamp.matches(mark, wanted) or not UV.exists():
        shutil.rmtree(TOOLS, ignore_errors=True)
        if not _uv_by_pip(pins) and not _uv_by_download(pins):
            return False
        stamp.put(mark, wanted)
    return subprocess.run([UV, "--version"], capture_output=True).returncode == 0


def _uv_by_pip(pins: Path) -> bool:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "--target", str(TOOLS)]
    return subprocess.run([*command, "-r", str(pins)], capture_output=True).returncode == 0 and UV.exists()


class _Links(html.parser.HTMLParser):
    """The addresses on a page of a package index."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def _uv_by_download(pins: Path) -> bool:
    """Fetch the wheel for this machine from the index and unpack it, when it is one of the pinned ones."""
    trusted = set(re.findall(r"sha256:([0-9a-f]{64})", pins.read_text(encoding="ascii")))
    base = (os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL") or DEFAULT_INDEX).rstrip("/")
    try:
        with urllib.request.urlopen(f"{base}/uv/", timeout=60) as page:
            links = _Links()
            links.feed(page.read().decode())
        for link in links.found:
            address, _, fragment = link.partition("#sha256=")
            if fragment in trusted and _fits_machine(address):
                with urllib.request.urlopen(urljoin(f"{base}/uv/", address), timeout=300) as answer:
                    return _unpack(answer.read(), fragment)
    except OSError:
        return False
    return False


def _fits_machine(address: str) -> bool:
    machine = {"aarch64": "(aarch64|arm64)", "arm64": "(aarch64|arm64)"}.get(platform.machine(), platform.machine())
    system = "macosx" if sys.platform == "darwin" else "manylinux"
    return re.search(rf"{system}[^/]*_{machine}\.whl$", address) is not None


def _unpack(wheel: bytes, sha256: str) -> bool:
    if hashlib.sha256(wheel).hexdigest() != sha256:
        return False
    TOOLS.mkdir(parents=True, exist_ok=True)
    packed = TOOLS / "uv.whl"
    packed.write_bytes(wheel)
    with zipfile.ZipFile(packed) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith("/scripts/uv"))
        UV.parent.mkdir(exist_ok=True)
        UV.write_bytes(archive.read(name))
    UV.chmod(0o755)
    packed.unlink()
    return True


def uv_environ() -> dict[str, str]:
    """uv does not read pip's settings, where people in China keep their mirror: hand them over."""
    environ = {"UV_PYTHON_DOWNLOADS": "never", "UV_INDEX_STRATEGY": "unsafe-best-match", **os.environ}
    said = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True)
    for line in said.stdout.splitlines():
        name, _, value = line.partition("=")
        known = PIP_TO_UV.get(name.rpartition(".")[2])
        if known and known not in environ:
            environ[known] = value.strip("'\"").replace("\\n", " ").strip()
    return environ

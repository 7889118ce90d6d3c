"""Writing the lists of dependencies again: hashes, and no address of any index."""

import json
import subprocess

from house import frontend, packages
from house.places import REQUIREMENTS, ROOT
from house.say import Stop, step

PLAIN = ("--universal", "--python-version=3.11", "--generate-hashes", "--quiet")
SILENT = ("--no-header", "--no-annotate", "--no-emit-index-url")


def lock(arguments: list[str]) -> int:
    """Everything first (dev), then each part held to the same versions.

    Args:
        arguments: more words for uv, such as ``--upgrade`` or ``--upgrade-package NAME``.
    """
    if not packages.get_uv():
        raise Stop("本机不能运行 uv，请换一台机器。", "uv does not run on this machine; use another one.")
    same = ("--constraint", "requirements/dev.txt")
    with step("正在锁定 Python 依赖", "Locking Python packages"):
        _compile("dev.txt", "--all-extras", "pyproject.toml", *arguments)
        _compile("base.txt", *same, "pyproject.toml")
        _compile("ocr.txt", *same, "--extra", "ocr", "pyproject.toml")
        _compile("node.txt", "--group", "node", *arguments)
        _compile("tools.txt", "--group", "tools", *arguments)
    with step("正在锁定前端文件", "Locking front-end files"):
        _lock_npm()
    return 0


def _compile(name: str, *words: str) -> None:
    command = [str(packages.UV), "pip", "compile", *PLAIN, *SILENT, "--output-file", f"requirements/{name}", *words]
    subprocess.run(command, cwd=ROOT, env=packages.uv_environ(), check=True, stdout=subprocess.DEVNULL)
    text = (REQUIREMENTS / name).read_text(encoding="ascii")
    assert "://" not in text, f"{name} names an address"


def _lock_npm() -> None:
    command = [*frontend.npm(), "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=ROOT, env=frontend.environ(), check=True)
    path = ROOT / "package-lock.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    for entry in content["packages"].values():
        entry.pop("resolved", None)
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

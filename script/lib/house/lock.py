"""Writing the lists of dependencies again: hashes, and no address of any index."""

import json
import subprocess

from house import frontend, packages
from house.bootstrap import bootstrap
from house.places import REQUIREMENTS, ROOT

PLAIN = ("--universal", "--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--quiet")


def lock() -> int:
    """Everything first (dev), then each part held to the same versions."""
    bootstrap()
    packages.get_uv()
    _compile("dev.txt", "--all-extras", "pyproject.toml")
    same = ("--constraint", "requirements/dev.txt")
    _compile("base.txt", *same, "pyproject.toml")
    _compile("ocr.txt", *same, "--extra", "ocr", "pyproject.toml")
    _compile("node.txt", *same, "--group", "node")
    _compile("tools.txt", "--group", "tools")
    _npm()
    return 0


def _compile(name: str, *words: str) -> None:
    command = [str(packages.UV), "pip", "compile", *PLAIN, "--output-file", f"requirements/{name}", *words]
    subprocess.run(command, cwd=ROOT, env=packages.uv_environ(), check=True)
    text = (REQUIREMENTS / name).read_text(encoding="ascii")
    assert "://" not in text, f"{name} names an address"


def _npm() -> None:
    command = [*frontend.npm(), "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=ROOT, env=frontend.environ(), check=True)
    path = ROOT / "package-lock.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    for entry in content["packages"].values():
        entry.pop("resolved", None)
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

"""Every environment variable the product reads, found in the code, with what it means."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anxin.config.reference.markdown import table
from anxin.config.reference.meanings import MEANINGS

SOURCE = Path(__file__).resolve().parents[2]
KINDS = {
    "env_text": "text",
    "env_flag": "yes/no",
    "env_number": "whole number",
    "env_list": "list, comma-separated",
    "env_path": "path",
}
MAY_READ = re.compile("|".join((*KINDS, "environ")))
FOREIGN = {"PATH", "HOME", "DJANGO_SETTINGS_MODULE"}
"""Read, but not ours to explain."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable as the code reads it."""

    name: str
    kind: str
    default: str


def page() -> str:
    """``docs/reference/settings.md``."""
    rows = [
        (f"`{each.name}`", each.kind, f"`{each.default}`" if each.default else "", MEANINGS.get(each.name, ""))
        for each in settings()
    ]
    return (
        "# Settings\n\nAll from the environment. A bad value stops the start with a sentence. A text may come from a "
        "file: `NAME_FILE=/path` (for secrets).\n\n" + table(("Variable", "Kind", "Default", "Meaning"), rows)
    )


@cache
def settings() -> tuple[Setting, ...]:
    """Every variable once, by name."""
    found: dict[str, Setting] = {}
    for path in sorted(SOURCE.rglob("*.py"), key=lambda path: (path != SOURCE / "config" / "settings.py", path)):
        text = path.read_text(encoding="utf-8")
        if MAY_READ.search(text):  # parsing every file takes a hundred times as long
            for each in _read_in(ast.parse(text)):
                found.setdefault(each.name, each)
    return tuple(found[name] for name in sorted(found) if name not in FOREIGN)


def _read_in(tree: ast.AST) -> Iterator[Setting]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            name = _text(node.args[0]) if node.args else None
            if name and function in KINDS:
                yield Setting(name, KINDS[function], _default(node))
            elif name and function == "get" and "environ" in ast.unparse(node.func):
                yield Setting(name, "text", "")


def _text(node: ast.expr) -> str | None:
    """The name of a variable, when it stands there as it is."""
    ours = isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isupper()
    return str(node.value) if ours and isinstance(node, ast.Constant) else None


def _default(call: ast.Call) -> str:
    if len(call.args) < 2:
        return ""
    written = ast.unparse(call.args[1])
    try:
        value = ast.literal_eval(written)
    except ValueError:
        return written.replace("ANXIN_DATA", "var").replace("ROOT / ", "").replace("'", "").replace(" / ", "/")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else str(value or "")

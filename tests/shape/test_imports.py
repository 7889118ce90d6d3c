"""A context imports only what stands below it."""

import ast
import subprocess
import sys

from tests.shape.sources import PRODUCT, ROOT, name_of, tree

BEFORE_ANYTHING_IS_INSTALLED = [
    *(ROOT / "script" / "lib").rglob("*.py"),
    *(PRODUCT / "config" / "server").glob("*.py"),
    PRODUCT / "__init__.py",
    PRODUCT / "config" / "__init__.py",
]


def test_the_contracts_between_packages_hold() -> None:
    lint = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"

    done = subprocess.run([sys.executable, "-c", lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


def test_setting_up_needs_the_standard_library_only() -> None:
    wrong = [
        f"{name_of(path)}:{node.lineno} {name}"
        for path in BEFORE_ANYTHING_IS_INSTALLED
        for node in tree(path).body
        for name in _imported(node)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not name.startswith(("anxin.config.server", "house"))
    ]

    assert wrong == []


def _imported(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []

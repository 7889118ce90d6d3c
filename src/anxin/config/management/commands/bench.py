"""``script/anxin bench``: figures, each beside a reference measured in the same run."""

import os
import platform
from argparse import ArgumentParser
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from anxin.kit import clock

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
HEAD = """# Benchmarks

`script/anxin bench NAME` measures, `script/anxin bench all --write` replaces the table. A figure alone says little
about a shared machine: beside each stands a reference measured in the same run.
"""


class Command(BaseCommand):
    help = "测量并打印数字，旁边是同一次运行里的参照。 Measure figures beside a reference of the same run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="which ones; `all`; nothing lists them")
        parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")

    def handle(self, *args: Any, **options: Any) -> None:
        known = benchmarks()
        names = sorted(known) if options["names"] == ["all"] else options["names"]
        unknown = [name for name in names if name not in known]
        if unknown or not names:
            said = f"没有 {'、'.join(unknown)}。" if unknown else ""
            raise CommandError(f"{said}可测：{'、'.join(sorted(known))}、all")
        rows = [row for name in names for row in self._measure(name, known[name])]
        if options["write"]:
            write(settings.ROOT / "docs" / "benchmarks.md", rows)

    def _measure(self, name: str, work: Callable[[], list[Any]]) -> list[tuple[str, Any]]:
        try:
            figures = work()
        except Exception as error:
            raise CommandError(f"{name} 没有测成：{error}") from error
        for figure in figures:
            self.stdout.write(f"{name}: {figure}")
        return [(name, figure) for figure in figures]


def benchmarks() -> dict[str, Callable[[], list[Any]]]:
    """Everything that can be measured, by name: each context names its own in ``benchmarks.BENCHMARKS``."""
    found: dict[str, Callable[[], list[Any]]] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.benchmarks"
        if config.name.startswith("anxin.") and find_spec(name):
            found |= import_module(name).BENCHMARKS
    return found


def write(path: Path, rows: list[tuple[str, Any]]) -> None:
    """Put the figures between the marks of the page; what stands around them stays."""
    text = path.read_text(encoding="utf-8") if path.exists() else f"{HEAD}\n{BEGIN}\n{END}\n"
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    lines = [f"{clock.today()} · {machine()}", "", "| Name | What | Figure | Bar | Same run |", "|---|---|---|---|---|"]
    for name, each in rows:
        lines.append(f"| `{name}` | {each.name} | **{each.amount}** | {each.bar} | {each.reference} |")
    path.write_text("\n".join([before + BEGIN, *lines, END + after]), encoding="utf-8")


def machine() -> str:
    """Where it was measured."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        row = cursor.fetchone()
    assert row is not None
    version = str(row[0]).partition(" ")[0]
    return f"{os.cpu_count()} cores {platform.machine()}, Python {platform.python_version()}, PostgreSQL {version}"

"""The command line: every management command of ours, with Django's own still there for those who know it."""

import os
import sys
from importlib import import_module

from django.core.management import ManagementUtility, get_commands
from django.core.management.base import BaseCommand


def ours() -> dict[str, str]:
    """Our commands: name -> the app it belongs to."""
    return {name: str(app) for name, app in get_commands().items() if str(app).startswith("anxin.")}


def load(app: str, name: str) -> BaseCommand:
    """One command."""
    command = import_module(f"{app}.management.commands.{name}").Command()
    assert isinstance(command, BaseCommand)
    return command


def run(argv: list[str]) -> int:
    """Run one command. Without a command, or with ``help``, say what there is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anxin.config.settings")
    utility = ManagementUtility(["script/anxin", *argv[1:]])
    if len(argv) > 1 and argv[1] not in {"help", "--help", "-h"}:
        utility.execute()
        return 0
    if len(argv) > 2:
        utility.fetch_command(argv[2]).print_help("script/anxin", argv[2])
        return 0
    _say_commands()
    return 0


def _say_commands() -> None:
    import django

    django.setup()
    commands = ours()
    width = max(map(len, commands), default=0)
    lines = [f"  {name:<{width}}  {load(app, name).help}" for name, app in sorted(commands.items())]
    sys.stdout.write("\n".join(["用法 usage: script/anxin COMMAND [...]", "", *lines, ""]))
    sys.stdout.write("\n每个命令的说明 for each command: script/anxin help COMMAND\n")

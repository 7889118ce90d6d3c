"""The command line: every management command of ours, with Django's own still there for those who know it."""

import sys
from importlib import import_module

from django.core.management import ManagementUtility, get_commands
from django.core.management.base import BaseCommand

from anxin.config.product import read_the_models


def ours() -> dict[str, str]:
    """Our commands: name -> the app it belongs to."""
    return {name: str(app) for name, app in get_commands().items() if str(app).startswith("anxin.")}


def load(app: str, name: str) -> BaseCommand:
    """One command."""
    command = import_module(f"{app}.management.commands.{name}").Command()
    assert isinstance(command, BaseCommand)
    return command


class _Utility(ManagementUtility):
    def fetch_command(self, subcommand: str) -> BaseCommand:
        """A command that begins at once: Django's checks would read every page of the product first.

        ``prepare`` asks them, with which every start of a server begins, and so do Django's own commands.
        """
        command = super().fetch_command(subcommand)
        if subcommand != "prepare" and type(command).__module__.startswith("anxin."):
            command.requires_system_checks = []
        return command


def run(argv: list[str]) -> int:
    """Run one command. Without a command, or with ``help``, say what there is."""
    read_the_models()
    utility = _Utility(["script/anxin", *argv[1:]])
    if len(argv) > 1 and argv[1] not in {"help", "--help", "-h"}:
        utility.execute()
        return 0
    if len(argv) > 2:
        utility.fetch_command(argv[2]).print_help("script/anxin", argv[2])
        return 0
    _say_commands()
    return 0


def _say_commands() -> None:
    commands = ours()
    width = max(map(len, commands), default=0)
    lines = [f"  {name:<{width}}  {load(app, name).help}" for name, app in sorted(commands.items())]
    sys.stdout.write("\n".join(["用法 usage: script/anxin COMMAND [...]", "", *lines, ""]))
    sys.stdout.write("\n每个命令的说明 for each command: script/anxin help COMMAND\n")

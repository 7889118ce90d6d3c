"""Every command of ``script/anxin``, with its arguments."""

import argparse

from anxin.config.commands import load, ours
from anxin.config.reference.markdown import table

DJANGO_OPTIONS = {
    "help",
    "version",
    "verbosity",
    "settings",
    "pythonpath",
    "traceback",
    "no_color",
    "force_color",
    "skip_checks",
}


def page() -> str:
    """``docs/reference/commands.md``."""
    parts = ["# Commands\n\n`script/anxin COMMAND`; `script/anxin help COMMAND` says more.\n"]
    for name, app in sorted(ours().items()):
        command = load(app, name)
        parser = command.create_parser("script/anxin", name)
        rows = [_row(action) for action in parser._actions if action.dest not in DJANGO_OPTIONS]
        arguments = "\n" + table(("Argument", "Meaning"), rows) if rows else ""
        parts.append(f"## {name}\n\n{command.help}\n{arguments}")
    return "\n".join(parts)


def _row(action: argparse.Action) -> tuple[str, str]:
    name = " / ".join(action.option_strings) or str(action.metavar or action.dest)
    choices = ", ".join(f"`{choice}`" for choice in action.choices or ())
    meaning = str(action.help or "")
    return f"`{name}`", f"{meaning} {f'({choices})' if choices else ''}".strip()

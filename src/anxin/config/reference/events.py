"""Every event, what it carries and who hears it."""

import dataclasses
import inspect
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps

from anxin.config.reference.markdown import first_sentence, table
from anxin.kit.events import joined


def page() -> str:
    """``docs/reference/events.md``."""
    parts = ["# Events\n\nFrozen dataclasses, sent after the change is committed, joined in `config/wiring.py`.\n"]
    heard = joined()
    for context, kinds in sorted(events().items()):
        rows = [
            (f"`{kind.__name__}`", first_sentence(kind.__doc__), _fields(kind), _listeners(heard.get(kind, ())))
            for kind in kinds
        ]
        parts.append(f"## {context}\n\n" + table(("Event", "Meaning", "Carries", "Heard by"), rows))
    return "\n".join(parts)


def events() -> dict[str, list[type]]:
    """The events of every context, in the order they are written."""
    found: dict[str, list[type]] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.events"
        if config.name.startswith("anxin.") and find_spec(name):
            kinds = _dataclasses(import_module(name))
            if kinds:
                found[config.label] = kinds
    return found


def _dataclasses(module: ModuleType) -> list[type]:
    kinds = [
        each
        for each in vars(module).values()
        if inspect.isclass(each) and dataclasses.is_dataclass(each) and each.__module__ == module.__name__
    ]
    return sorted(kinds, key=lambda kind: inspect.getsourcelines(kind)[1])


def _fields(kind: type) -> str:
    return ", ".join(f"`{field.name}`" for field in dataclasses.fields(kind))


def _listeners(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name.removeprefix('anxin.')}`" for name in names)

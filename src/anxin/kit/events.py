"""News between contexts: frozen dataclasses, delivered after the change is committed.

A listener must be safe to miss and safe to repeat: what must not be lost is a row that a sweep finds.
"""

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

log = logging.getLogger(__name__)

E = TypeVar("E")

_listeners: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def listen(event_type: type[E], listener: Callable[[E], None]) -> None:
    """Join a listener to an event type. Only ``config.wiring`` calls this. Joining twice counts once."""
    if listener not in _listeners[event_type]:
        _listeners[event_type].append(listener)


def emit(event: object) -> None:
    """Send an event when the running transaction commits; a rolled-back change sends nothing."""
    if _listeners.get(type(event)):
        transaction.on_commit(lambda: _deliver(event))


def _deliver(event: object) -> None:
    for listener in tuple(_listeners[type(event)]):
        try:
            listener(event)
        except Exception:
            log.exception("listener %s failed on %s", listener.__qualname__, type(event).__name__)


def joined() -> dict[type, tuple[str, ...]]:
    """Which listeners stand behind which event, for the reference pages."""
    return {kind: tuple(f"{fn.__module__}.{fn.__qualname__}" for fn in fns) for kind, fns in _listeners.items()}

"""News between contexts: frozen dataclasses, delivered after the change is committed.

Most listeners are heard at once, in the process that made the change; they must be safe to miss and safe to repeat:
what must not be lost is a row that a sweep finds. A listener joined with ``later`` is heard by a job of the worker
instead, asked for in the same transaction as the change: nobody waits for it, and no crash can lose it.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from django.db import transaction

from anxin.kit.jobs import defer

log = logging.getLogger(__name__)

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class _Later:
    """A listener that a job calls, and which news it wants."""

    listener: Callable[[Any], None]
    when: Callable[[Any], bool] | None

    def wants(self, event: object) -> bool:
        return self.when is None or self.when(event)


_listeners: dict[type, list[Callable[[Any], None]]] = defaultdict(list)
_later: dict[type, list[_Later]] = defaultdict(list)


def listen(
    event_type: type[E], listener: Callable[[E], None], *, later: bool = False, when: Callable[[E], bool] | None = None
) -> None:
    """Join a listener to an event type. Only ``config.wiring`` calls this. Joining twice counts once.

    Args:
        later: let a job call it; what the event says is kept with the job, so no event names a person.
        when: of the later ones: which news it wants; asked before a job is made, so it looks at the event only.
    """
    if not later:
        if listener not in _listeners[event_type]:
            _listeners[event_type].append(listener)
    elif all(one.listener != listener for one in _later[event_type]):
        _later[event_type].append(_Later(listener, when))


def emit(event: object) -> None:
    """Send an event when the running transaction commits; a rolled-back change sends nothing."""
    kind = type(event)
    if _listeners.get(kind):
        transaction.on_commit(lambda: _deliver(event))
    if any(one.wants(event) for one in _later.get(kind, ())):
        from anxin.kit.tasks import tell_later

        defer(tell_later, event=_name(kind), told=msgspec.to_builtins(event))


def _deliver(event: object) -> None:
    for listener in tuple(_listeners[type(event)]):
        try:
            listener(event)
        except Exception:
            log.exception("listener %s failed on %s", listener.__qualname__, type(event).__name__)


def deliver_later(name: str, told: Mapping[str, Any]) -> None:
    """Call the later listeners of an event. One that fails does not silence the others; the job is run again."""
    kind = next((kind for kind in _later if _name(kind) == name), None)
    if kind is None:
        return  # nobody listens any more
    event: Any = msgspec.convert(told, kind)
    failed: list[Exception] = []
    for one in _later[kind]:
        try:
            if one.wants(event):
                one.listener(event)
        except Exception as error:
            log.exception("listener %s failed on %s", one.listener.__qualname__, kind.__name__)
            failed.append(error)
    if failed:
        raise failed[0]


def _name(kind: type) -> str:
    return f"{kind.__module__.removeprefix('anxin.')}.{kind.__qualname__}"


def joined() -> dict[type, tuple[str, ...]]:
    """Which listeners stand behind which event, for the reference pages."""
    found: dict[type, tuple[str, ...]] = {}
    for kind in (*_listeners, *(kind for kind in _later if kind not in _listeners)):
        heard = (*_listeners.get(kind, ()), *(one.listener for one in _later.get(kind, ())))
        found[kind] = tuple(f"{fn.__module__}.{fn.__qualname__}" for fn in heard)
    return found

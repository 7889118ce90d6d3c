"""What other contexts put on the case page: facts of a claim, decision lines, papers, and where a form stands.

A context registers a maker for its case types; the page asks every maker whether it has something to show. A
panel that fails is shown as failed, and the rest of the page works.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from anxin.cases.types import CaseView
from anxin.identity.types import Actor
from anxin.kit.errors import Refused

log = logging.getLogger(__name__)

WORK = "work"
SIDE = "side"


@dataclass(frozen=True, slots=True)
class Panel:
    """One card of the case page.

    Args:
        title: heading, in Chinese; without one the template brings its own cards.
        template: drawn with ``context`` under the name ``panel``; with a title it starts below the heading.
        place: ``work`` (the wide middle column) or ``side`` (the right one).
        order: lower comes first.
    """

    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    place: str = WORK
    order: int = 100
    broken: bool = False


PanelMaker = Callable[[Actor, CaseView, datetime], Panel | None]
"""Gives the panel of a case, or None when there is nothing to show to this actor."""

_makers: dict[str, list[PanelMaker]] = defaultdict(list)


def panels_join(*case_types: str, maker: PanelMaker) -> None:
    """Show a maker's panel on the pages of these case types. Joining twice counts once."""
    for case_type in case_types:
        if maker not in _makers[case_type]:
            _makers[case_type].append(maker)


_places: dict[tuple[str, str], str] = {}


def forms_join(*case_types: str, moves: Iterable[str], route: str) -> None:
    """The forms of these moves stand on a page of their own (``route`` of the case), which knows what to offer."""
    _places.update({(case_type, move): route for case_type in case_types for move in moves})


def form_place(case_type: str, move: str) -> str | None:
    """The route of the page on which a move's form stands; None when the case page draws it itself."""
    return _places.get((case_type, move))


def panels_for(actor: Actor, view: CaseView, at: datetime) -> tuple[Panel, ...]:
    """The panels of a case, in their order."""
    found = [panel for maker in _makers.get(view.type, ()) if (panel := _made(maker, actor, view, at))]
    return tuple(sorted(found, key=lambda panel: panel.order))


def _made(maker: PanelMaker, actor: Actor, view: CaseView, at: datetime) -> Panel | None:
    try:
        return maker(actor, view, at)
    except Refused:
        return None
    except Exception:
        log.exception("panel %s failed", maker.__qualname__)
        return Panel(title="", template="ui/partials/broken.html", broken=True)

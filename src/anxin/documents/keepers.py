"""Who may say what a paper says: asked of whoever keeps the file (卷宗) it lies in.

``documents`` knows no cases, only names of files such as ``case:<id>``. A context above joins its rule for its kind of
file in ``config.wiring``; for a kind that nobody joined only the product itself may.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.documents.models import Paper
from anxin.documents.types import PaperState
from anxin.identity.types import Actor
from anxin.kit.errors import NotAllowed

Keeper = Callable[[Actor, str, UUID], bool]
"""May this actor say what the paper says, that lies in the file of this id?"""

_keepers: Final[dict[str, Keeper]] = {}


def kept_by(kind: str, keeper: Keeper) -> None:
    """Join the rule for files of a kind. Only ``config.wiring`` calls this."""
    _keepers[kind] = keeper


def may_confirm(actor: Actor, subject: str, paper_id: UUID) -> bool:
    """Is it this actor's to confirm, correct and verify this paper?"""
    kind, _, name = subject.partition(":")
    keeper = _keepers.get(kind)
    return actor.is_system or (keeper is not None and keeper(actor, name, paper_id))


def confirmable(actor: Actor, paper: Paper) -> None:
    """Refuse who may not say what a paper says.

    A paper that the product made of a person's own words (a signed form) is that person's to confirm.

    Raises:
        NotAllowed
    """
    made = paper.state == PaperState.READ.value and not paper.attempts
    own = made and actor.account_id is not None and paper.added_by_id == actor.account_id
    if not own and not may_confirm(actor, paper.subject, paper.pk):
        raise NotAllowed(_("这份材料由办理此案的经办员或审核员核对，您只能查看。"))

"""Papers that the demo city photographs and has read like any worker's, so that the desk has something to look at.

They are handed in by a job after the start: drawing, photographing and reading them would hold up the first page.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from anxin.claims.selectors import accident_facts
from anxin.claims.services import paper_attach
from anxin.config.demo.city import Scene, told_of
from anxin.config.demo.stories import STORIES
from anxin.documents.specimens.papers import diagnosis, receipt
from anxin.documents.specimens.sheets import Fonts, Paper, photo, picture
from anxin.documents.types import PaperKind
from anxin.identity import demo

_DOTS: Final = 8


def photographs_hand_in(case_id: UUID, number: int, at: datetime) -> None:
    """A receipt and a diagnosis of a story as its rider photographs them; both or neither."""
    accident = accident_facts(case_id)
    if accident is None:
        return
    people, story = demo.seed(at), STORIES[number - 1]
    worker = people.worker(demo.demo_phone(story.worker))
    told = told_of(Scene(people, story, number, worker, accident.happened_at, case_id, people.actor("handler")))
    fonts = Fonts(Path(settings.ANXIN_NODE_MODULES))
    with transaction.atomic():
        for kind, name, paper, tilt in (
            (PaperKind.RECEIPT, "票据.jpg", receipt(told), 2.2),
            (PaperKind.DIAGNOSIS, "诊断书.jpg", diagnosis(told), -1.7),
        ):
            content = _photographed(paper, fonts, number, tilt)
            paper_attach(actor=worker.actor(), case_id=case_id, kind=kind, name=name, content=content, at=at)


def _photographed(paper: Paper, fonts: Fonts, number: int, tilt: float) -> bytes:
    return photo(picture(paper, fonts, _DOTS), seed=number, tilt=tilt, width=1600)

"""Finding what a lost job left behind."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from anxin.kit.errors import Refused
from anxin.wages.models import Letter
from anxin.wages.services.letters import letter_write

log = logging.getLogger(__name__)

LATE: Final = timedelta(minutes=10)
AT_ONCE: Final = 50


def letters_sweep(*, at: datetime) -> int:
    """Write letters that were issued a while ago and have no PDF yet; give how many."""
    written = 0
    for letter_id in Letter.objects.filter(paper_id=None, made_at__lt=at - LATE).values_list("pk", flat=True)[:AT_ONCE]:
        try:
            written += letter_write(letter_id=letter_id, at=at) is not None
        except Refused as refusal:
            log.warning("letter %s could not be written: %s", letter_id, refusal)
    return written

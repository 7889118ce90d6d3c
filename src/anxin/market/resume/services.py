"""Keeping a résumé (简历)."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.kit.text import line, paragraph, sentence
from anxin.market.resume.models import Resume
from anxin.market.resume.types import PastWork
from anxin.market.resume.writers import writer

PAST_MOST: Final = 6
YEARS_MOST: Final = 60
PHOTO_BYTES_MOST: Final = 8 * 1024 * 1024
_PHOTO_PIXELS_MOST: Final = 40_000_000
_PHOTO_SIZE: Final = (300, 392)
_WORDS_MOST: Final = 500


@transaction.atomic
def resume_save(
    *, words: str, years: int | None, past: Sequence[Mapping[str, str]], actor: Actor, at: datetime
) -> None:
    """Keep what a worker says about himself (保存简历). Changed words throw an older polish away.

    Raises:
        BadInput: too long, or years that cannot be.
    """
    row = _own(actor, at)
    said = paragraph(words, most=_WORDS_MOST, label="自己的话")
    if years is not None and not 0 <= years <= YEARS_MOST:
        raise BadInput(_("年限请填 0 到 %(most)s。") % {"most": YEARS_MOST}, field="years")
    if said != row.words:
        row.proposed = row.polished = ""
    row.words, row.years, row.changed_at = said, years, at
    row.past = [entry for told in past[:PAST_MOST] if (entry := _past(told))["what"]]
    row.save()


def _past(told: Mapping[str, str]) -> dict[str, str]:
    return {
        "what": sentence(told.get("what", ""), most=30, label="做的活"),
        "where": sentence(told.get("where", ""), most=40, label="在哪里"),
        "since": line(told.get("since", ""), most=10, label="从哪年"),
        "until": line(told.get("until", ""), most=10, label="到哪年"),
        "words": paragraph(told.get("words", ""), most=120, label="说明"),
    }


@transaction.atomic
def photo_set(*, content: bytes, actor: Actor, at: datetime) -> None:
    """Keep a photo, small and without what the camera wrote into it (上传照片).

    Raises:
        BadInput: it is no picture, or too large.
    """
    row = _own(actor, at)
    row.photo, row.changed_at = _small(content), at
    row.save(update_fields=["photo", "changed_at"])


@transaction.atomic
def photo_forget(*, actor: Actor, at: datetime) -> None:
    """No photo (删除照片)."""
    row = _own(actor, at)
    row.photo, row.changed_at = None, at
    row.save(update_fields=["photo", "changed_at"])


def _small(content: bytes) -> bytes:
    if not content or len(content) > PHOTO_BYTES_MOST:
        raise BadInput("照片太大或是空的，请换一张 8 MB 以内的。", field="photo")
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > _PHOTO_PIXELS_MOST:
                raise BadInput("照片太大，请换一张小一点的。", field="photo")
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise BadInput("照片打不开，请换一张 JPG 或 PNG 照片。", field="photo") from error
    out = io.BytesIO()
    ImageOps.fit(upright, _PHOTO_SIZE).save(out, "JPEG", quality=85)
    return out.getvalue()


def polish_ask(*, trade: str, actor: Actor, at: datetime) -> None:
    """Ask the language model for a smoother wording (请求润色). It is a proposal; nothing changes on the résumé.

    Raises:
        NotFound: the bureau uses no model. NoAnswer: it did not answer. Refused: there are no words yet.
    """
    chosen = writer()
    if chosen is None:
        raise NotFound("这里没有启用文字润色。")
    with transaction.atomic():
        row = _own(actor, at)
    if not row.words:
        raise Refused("请先用自己的话写几句，再请语言模型润色。")
    text = chosen.polish(words=row.words, trade=trade)
    Resume.objects.filter(pk=row.pk).update(proposed=text)


@transaction.atomic
def polish_take(*, taken: bool, actor: Actor, at: datetime) -> None:
    """Use the proposal, or go back to one's own words (采用或不用润色)."""
    row = _own(actor, at)
    row.polished = row.proposed if taken else ""
    row.save(update_fields=["polished"])


def resume_forget(worker_id: UUID) -> None:
    """Forget everything: the worker left the market."""
    Resume.objects.filter(worker_id=worker_id).delete()


def _own(actor: Actor, at: datetime) -> Resume:
    if actor.worker_id is None:
        raise NotFound("请先用手机号登录。")
    Resume.objects.bulk_create([Resume(worker_id=actor.worker_id, changed_at=at)], ignore_conflicts=True)
    return Resume.objects.select_for_update().get(worker_id=actor.worker_id)


def past_work(told: Mapping[str, str]) -> PastWork:
    """A stored line of past work."""
    what, where, since, until, words = (str(told.get(key, "")) for key in ("what", "where", "since", "until", "words"))
    return PastWork(what, where, since, until, words)

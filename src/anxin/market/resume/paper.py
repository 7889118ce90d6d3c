"""The résumé as a one-page PDF."""

from __future__ import annotations

import io
import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

import pypdfium2
import typst

from anxin.documents.letters import font_files
from anxin.kit.clock import day_of
from anxin.market.resume.types import Draft

GENERATED_NOTE: Final = "这一段由语言模型润色，本人已看过并同意使用。"
FOOT: Final = "本简历由安心零工市场按本人填写的内容生成。用人单位不得因民族、性别、年龄、户籍等与工作无关的理由拒绝。"
_SIZES: Final = (11.5, 10.5, 9.5, 8.5, 7.5)
"""Type sizes tried in turn until everything stands on one page."""
_FOLDER: Final = Path(__file__).parent
_one_at_a_time: Final = Lock()


def pdf(draft: Draft, *, at: datetime) -> bytes:
    """The résumé as one A4 page with the Chinese font inside. The same draft and day give the same bytes.

    A text written by a language model is marked beside it and in the file's keywords.

    Raises:
        NoFont: the front-end packages are not installed.
    """
    content = _content(draft, at)
    for size in _SIZES:
        made = _compiled(content | {"size": size})
        if len(pypdfium2.PdfDocument(io.BytesIO(made))) == 1:
            break
    return made


def _content(draft: Draft, at: datetime) -> dict[str, Any]:
    day = day_of(at)
    return {
        "name": draft.name,
        "headline": draft.headline,
        "contact": "　".join(part for part in (f"电话 {draft.phone}" if draft.phone else "", draft.place) if part),
        "about": draft.about,
        "generated": draft.generated,
        "generated_note": GENERATED_NOTE,
        "keywords": ["简历", "含语言模型生成内容 AI-generated content"] if draft.generated else ["简历"],
        "sections": [{"title": each.title, "lines": each.lines} for each in draft.sections],
        "photo": list(draft.photo) if draft.photo else None,
        "foot": FOOT,
        "made_on": [day.year, day.month, day.day],
    }


def _compiled(content: dict[str, Any]) -> bytes:
    inputs = {"data": json.dumps(content, ensure_ascii=False, sort_keys=True)}
    with _one_at_a_time:  # a compiler holds one world, and threads share it
        made: bytes = _compiler().compile(str(_FOLDER / "resume.typ"), format="pdf", sys_inputs=inputs)
    return made


@lru_cache(maxsize=1)
def _compiler() -> Any:
    """A compiler that keeps its fonts: the first page takes a quarter of a second, later ones milliseconds."""
    return typst.Compiler(root=str(_FOLDER), font_paths=font_files(), ignore_system_fonts=True)

"""The résumé as a Word file, plain enough to be edited by anybody."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any, Final

from docx import Document
from docx.document import Document as Made
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from anxin.kit.clock import local
from anxin.market.resume.paper import FOOT, GENERATED_NOTE
from anxin.market.resume.types import Draft, Section

_FONT: Final = "微软雅黑"
_BRAND: Final = RGBColor(0x0B, 0x6E, 0x4F)
_MUTED: Final = RGBColor(0x64, 0x6A, 0x73)


def docx(draft: Draft, *, at: datetime) -> bytes:
    """The résumé as DOCX. A text written by a language model is marked beside it and in the file's properties."""
    made = Document()
    _set_up(made, draft, at)
    if draft.photo:
        made.add_picture(io.BytesIO(draft.photo), height=Mm(34))
    _line(made, draft.name, size=22, bold=True)
    _line(made, draft.headline, size=12, bold=True, colour=_BRAND)
    _line(made, "　".join(part for part in (f"电话 {draft.phone}" if draft.phone else "", draft.place) if part))
    if draft.about:
        _line(made, draft.about)
        if draft.generated:
            _line(made, GENERATED_NOTE, size=8, colour=_MUTED)
    for section in draft.sections:
        _section(made, section)
    foot = made.sections[0].footer.paragraphs[0]
    _word(foot.add_run(FOOT), size=8, colour=_MUTED)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _set_up(made: Made, draft: Draft, at: datetime) -> None:
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(16)
    facts = made.core_properties
    facts.title, facts.author = f"{draft.name}的简历", draft.name
    facts.comments = "含语言模型生成内容 AI-generated content" if draft.generated else ""
    facts.created = facts.modified = local(at).replace(tzinfo=None)


def _section(made: Made, section: Section) -> None:
    _line(made, section.title, size=12, bold=True, colour=_BRAND, before=8)
    for term, text in section.lines:
        _line(made, f"{term}　{text}" if term else text)


def _line(
    made: Made, text: str, *, size: float = 10.5, bold: bool = False, colour: Any = None, before: float = 0
) -> None:
    paragraph = made.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(2)
    _word(paragraph.add_run(text), size=size, bold=bold, colour=colour)


def _word(run: Any, *, size: float, bold: bool = False, colour: Any = None) -> None:
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, _FONT
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    if colour is not None:
        run.font.color.rgb = colour

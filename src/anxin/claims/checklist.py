"""The five documents (五份材料): which papers fill which slot, how far each is, what is missing, how to put it right.

Pure: papers in, slots out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from anxin.claims.types import PaperCard, SlotState, SlotView
from anxin.documents.types import FOR_STAFF, KIND_NAMES, RETAKE, FieldView, PaperKind, PaperState, PaperView
from anxin.kit.dates import say_day
from anxin.kit.money import yuan_sign


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in the checklist and the kinds of paper that fill it."""

    key: str
    label: str | Promise
    accepts: tuple[PaperKind, ...]
    how: str | Promise
    required: bool = True


SLOTS: Final = (
    Slot(
        "application",
        lazy("伤残待遇申请表"),
        (PaperKind.APPLICATION,),
        lazy("在页面上核对后用手指签名即可，不用打印。"),
    ),
    Slot("consent", lazy("知情同意确认书"), (PaperKind.CONSENT,), lazy("读完后在页面上签名即可，不用打印。")),
    Slot("diagnosis", lazy("诊断证明书"), (PaperKind.DIAGNOSIS,), lazy("把整张诊断书放平，拍到医院章和日期。")),
    Slot(
        "receipt", lazy("医疗收费票据"), (PaperKind.RECEIPT,), lazy("优先上传电子票据文件；拍照时要看清右上角的号码。")
    ),
    Slot(
        "liability",
        lazy("事故责任证明"),
        (PaperKind.LIABILITY, PaperKind.PLATFORM_STATEMENT, PaperKind.INSURER_STATEMENT, PaperKind.SELF_STATEMENT),
        lazy("有交警认定书就拍认定书；没有时，平台或保险机构的说明、您自己写的事故说明也可以。"),
    ),
    Slot(
        "record",
        lazy("病历（可用处方代替）"),
        (PaperKind.RECORD, PaperKind.PRESCRIPTION, PaperKind.FEE_LIST, PaperKind.IMAGING),
        lazy("有就拍一张，没有可以不交。处方可以代替病历。"),
        required=False,
    ),
)

LIABILITY_KINDS: Final[Mapping[PaperKind, str | Promise]] = {
    PaperKind.LIABILITY: lazy("交警认定书"),
    PaperKind.PLATFORM_STATEMENT: lazy("平台情况说明"),
    PaperKind.INSURER_STATEMENT: lazy("保险机构调查说明"),
    PaperKind.SELF_STATEMENT: lazy("本人事故说明"),
}
"""The kinds of liability proof, strongest first; the kind is part of the decision's record."""

MONEY_FIELDS: Final[Mapping[PaperKind, tuple[str, ...]]] = {
    PaperKind.RECEIPT: (
        "ticket_code",
        "ticket_number",
        "payer",
        "payer_id",
        "issued_on",
        "visited_on",
        "hospital",
        "total_fen",
        "insurance_paid_fen",
        "account_paid_fen",
        "items",
    ),
    PaperKind.DIAGNOSIS: ("patient", "diagnosis", "icd", "body_parts", "side", "issued_on", "inpatient_needed"),
    PaperKind.LIABILITY: ("parties",),
    PaperKind.APPLICATION: ("name", "signed"),
    PaperKind.CONSENT: ("name", "signed"),
}
"""Fields that money depends on: a machine's reading of them counts only when it comes from the file's own text or data.

A picture read by a machine can be wrong in one digit; a person looks at these before anything is paid by itself.
"""


SIGNED_KINDS: Final = (PaperKind.APPLICATION, PaperKind.CONSENT)
"""Papers that say nothing without a signature."""

EXACT: Final = 1.0
"""The confidence of a value from the file's own text or data (XML, OFD, PDF, an agreeing QR), never a picture's."""


def in_slot(slot: Slot, papers: Iterable[PaperView]) -> tuple[PaperView, ...]:
    """The papers that lie in a slot, in its order of preference, then by time."""
    found = [paper for paper in papers if paper.kind in slot.accepts]
    return tuple(sorted(found, key=lambda paper: slot.accepts.index(paper.kind) if paper.kind else 0))


def settled(found: FieldView) -> bool:
    """May the value be used: did a person look at it, or does it come from the data inside the file itself?"""
    return found.is_confirmed or (found.read is not None and found.confidence == EXACT)


def to_confirm(paper: PaperView) -> tuple[FieldView, ...]:
    """The fields of a paper that a person still has to look at before money depends on them."""
    needed = MONEY_FIELDS.get(paper.kind, ()) if paper.kind else ()
    return tuple(item for item in paper.fields if item.name in needed and not settled(item))


def opens(paper: PaperView) -> bool:
    """Is there anything a machine or a person could see? A file that broke on its way has no page and no value."""
    return (
        paper.state is not PaperState.UNREADABLE or paper.pages > 0 or any(item.is_confirmed for item in paper.fields)
    )


def paper_state(paper: PaperView) -> SlotState:
    """How far one paper is."""
    if paper.state in (PaperState.STORED, PaperState.READING):
        return SlotState.READING
    confirmed = any(item.is_confirmed for item in paper.fields)
    if paper.state is PaperState.UNREADABLE and not confirmed:
        return SlotState.PROBLEM
    if paper.kind in SIGNED_KINDS and paper.values().get("signed") is False:
        return SlotState.PROBLEM
    return SlotState.TO_CONFIRM if to_confirm(paper) else SlotState.READY


def slot_view(slot: Slot, number: int, papers: Iterable[PaperView]) -> SlotView:
    """A slot with the papers in it and one sentence that says what to do."""
    cards = tuple(_card(paper) for paper in in_slot(slot, papers))
    state = _slot_state([card.state for card in cards])
    return SlotView(
        key=slot.key,
        number=number,
        label=str(slot.label),
        state=state,
        sentence=_sentence(slot, state, cards),
        accepts=tuple((kind.value, _kind_label(kind)) for kind in slot.accepts),
        papers=cards,
        required=slot.required,
    )


def checklist(papers: Iterable[PaperView]) -> tuple[SlotView, ...]:
    """All slots of a claim, in the order of the form."""
    known = tuple(papers)
    return tuple(slot_view(slot, number, known) for number, slot in enumerate(SLOTS, start=1))


def handed_in(slots: Iterable[SlotView]) -> bool:
    """Is everything there that has to come from the worker?"""
    return all(slot.handed_in for slot in slots)


def complete(slots: Iterable[SlotView]) -> bool:
    """Is everything there, read and where necessary looked at?"""
    return all(slot.ready for slot in slots)


def missing(slots: Iterable[SlotView]) -> tuple[str, ...]:
    """Labels of the required slots with nothing usable in them."""
    return tuple(slot.label for slot in slots if not slot.handed_in)


def liability_kind(papers: Iterable[PaperView]) -> PaperKind | None:
    """The strongest kind of liability proof handed in."""
    kinds = {paper.kind for paper in papers}
    return next((kind for kind in LIABILITY_KINDS if kind in kinds), None)


def _slot_state(states: list[SlotState]) -> SlotState:
    if not states:
        return SlotState.MISSING
    good = [state for state in states if state is not SlotState.PROBLEM]
    order = (SlotState.READING, SlotState.TO_CONFIRM, SlotState.READY)
    return next((state for state in order if state in good), SlotState.PROBLEM)


def cards(papers: Sequence[PaperView]) -> tuple[PaperCard, ...]:
    """Papers that fill no slot, each as a card: what is handed in with an objection."""
    return tuple(_card(paper) for paper in papers)


def _sentence(slot: Slot, state: SlotState, cards: tuple[PaperCard, ...]) -> str:
    if state is SlotState.MISSING:
        return str(slot.how)
    if state is SlotState.READING:
        return _("已收到，正在识读。")
    if state is SlotState.PROBLEM:
        return next((card.problem for card in cards if card.problem), "") or _("没看清，请重新拍一张。")
    if state is SlotState.TO_CONFIRM:
        return _("已收到，由工作人员对照原件核对。")
    return _("已收到。")


def _card(paper: PaperView) -> PaperCard:
    state = paper_state(paper)
    others = [one.sentence for one in paper.problems if one.code not in RETAKE | FOR_STAFF]
    shown = state in (SlotState.PROBLEM, SlotState.TO_CONFIRM)
    problem = others[0] if others and shown else ""
    kind = paper.kind or PaperKind.OTHER
    return PaperCard(
        id=paper.id,
        kind=kind.value,
        label=_kind_label(kind),
        state=state,
        read=said(paper),
        problem=problem or (paper.advice[0] if paper.advice and state is SlotState.PROBLEM else ""),
        added_at=paper.added_at,
        advice=paper.advice if shown else (),
        glance=str(_GLANCES.get(paper.glance, "")) if state is SlotState.READING else "",
        glance_good=paper.glance == "clear",
    )


_GLANCES: Final = {
    "clear": lazy("照片清楚。"),
    "blurred": lazy("照片看起来糊了。请拿稳手机，等画面清楚了再拍一张。"),
    "dark": lazy("照片看起来太暗。请到亮处，或者打开灯再拍一张。"),
    "glare": lazy("照片上像有反光。请换个角度，避开灯光再拍一张。"),
    "cut_off": lazy("照片好像没有拍全。请退后一点，让四个角都在画面里再拍一张。"),
    "too_small": lazy("照片太小。请用原图上传，不要用缩小的截图。"),
}
"""A glance at a photograph in words."""


def _kind_label(kind: PaperKind) -> str:
    return str(LIABILITY_KINDS.get(kind) or _(KIND_NAMES[kind]))


def said(paper: PaperView) -> str:
    """What was read from a paper, in one line for the person who took the picture."""
    values = paper.values()
    parts: list[str] = []
    if paper.kind is PaperKind.RECEIPT:
        if (total := values.get("total_fen")) is not None:
            parts.append(_("合计 %(total)s") % {"total": yuan_sign(total)})
        parts += [text for text in (values.get("hospital"), _day(values.get("issued_on"))) if text]
    elif paper.kind in (PaperKind.DIAGNOSIS, PaperKind.RECORD, PaperKind.PRESCRIPTION):
        parts += [
            text for text in (values.get("diagnosis"), values.get("hospital"), _day(values.get("issued_on"))) if text
        ]
    elif paper.kind in (PaperKind.APPLICATION, PaperKind.CONSENT) and values.get("signed"):
        parts.append(_("已签名 %(day)s") % {"day": _day(values.get("signed_on"))})
    return " · ".join(parts)


def _day(value: object) -> str:
    return say_day(date.fromisoformat(value)) if isinstance(value, str) and len(value) == len("2026-11-23") else ""

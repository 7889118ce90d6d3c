"""The one timeline of a case: every entry its reader may see, newest first, with the words that belong to it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cases.access import case_seen, roles_of, sight_of
from anxin.cases.errors import NoSuchCase
from anxin.cases.models import Case, CaseEvent, EventText, Note
from anxin.cases.registry import CaseType, UnknownType, case_type
from anxin.cases.types import READS, Audience, Sight, TimelineItem
from anxin.identity.types import ROLE_NAMES, Actor, Role

TIMELINE_MAX: Final = 300
"""Newest entries shown; older ones are in the export."""

BUILT_IN: Final = {
    "case.opened": "登记案件",
    "document.attached": "添加材料",
    "document.voided": "作废材料",
    "note.added": "备注",
    "handler.assigned": "指派经办员",
    "party.added": "追加当事方",
    "joint.asked": "请部门协同",
    "joint.answered": "部门答复",
    "joint.breached": "部门逾期未答复",
    "listing.raised": "挂牌督办",
    "listing.leader": "指定包案领导",
    "listing.reported": "督办周报",
    "listing.report_late": "督办周报逾期",
    "listing.lifted": "销号",
    "case.linked": "关联案件",
    "case.held": "保全案件",
    "case.hold_lifted": "解除保全",
    "case.redacted": "到期销毁个人信息",
    "clock.breached": "超过时限",
    "clock.recomputed": "按新日历重算时限",
}
"""Names of the entries that no declaration declares."""


def timeline(actor: Actor, case_id: UUID) -> tuple[TimelineItem, ...]:
    """Entries of a case, newest first, in four queries.

    Raises:
        NoSuchCase
    """
    case = case_seen(actor, case_id)
    if case is None:
        raise NoSuchCase(_("没有找到这个案件，或者您无权查看。"))
    sight = sight_of(roles_of(case))
    seen = [audience.value for audience in READS[sight]]
    events = list(CaseEvent.objects.filter(case=case, audience__in=seen).order_by("-seq")[:TIMELINE_MAX])
    words = _words(case, [event.seq for event in events])
    inner = sight in (Sight.FULL, Sight.OVERSIGHT)
    return tuple(_item(event, words.get(event.seq, ""), inner) for event in events)


def _words(case: Case, seqs: list[int]) -> dict[int, str]:
    texts = EventText.objects.filter(case=case, seq__in=seqs)
    words = {text.seq: _spoken(text.body) for text in texts if text.body}
    words.update({note.seq: note.text for note in Note.objects.filter(case=case, seq__in=seqs)})
    return words


def _spoken(body: Any) -> str:
    return "\n".join(str(text) for text in body.get("words", {}).values())


def _item(event: CaseEvent, text: str, inner: bool) -> TimelineItem:
    declared = _declared(event)
    return TimelineItem(
        at=event.at,
        kind=event.move.split(".")[0] if event.move in BUILT_IN or "." in event.move else "move",
        title=_title(event, declared),
        actor=_actor(event),
        text=text,
        audience=Audience(event.audience),
        seq=event.seq,
        step_from=_step(event, event.step_from, inner),
        step_to=_step(event, event.step_to, inner),
        papers=tuple(UUID(paper["paper"]) for paper in event.data.get("papers", ())),
    )


def _declared(event: CaseEvent) -> CaseType | None:
    try:
        return case_type(event.data.get("type_from", event.type))
    except UnknownType:
        return None


def _title(event: CaseEvent, declared: CaseType | None) -> str:
    if event.move in BUILT_IN:
        name = _(BUILT_IN[event.move])
        papers = event.data.get("papers", ())
        labels = [_(declared.document_label(paper["kind"])) for paper in papers] if declared else []
        return f"{name}：{'、'.join(labels)}" if labels else name
    if declared and event.move in declared.entries:
        return _(declared.entries[event.move])
    move = declared.move(event.move) if declared else None
    return move.label if move else event.move


def _actor(event: CaseEvent) -> str:
    role = _(ROLE_NAMES[Role(event.role)])
    return f"{event.actor_name}（{role}）" if event.actor_name and event.role != Role.SYSTEM else role


def _step(event: CaseEvent, key: str, inner: bool) -> str:
    """The step's name for this reader; empty when the entry did not change it."""
    if not key or event.step_from == event.step_to:
        return ""
    for type_key in (event.type, event.data.get("type_from")):
        try:
            declared = case_type(type_key) if type_key else None
        except UnknownType:
            continue
        if declared and declared.has_step(key):
            step = declared.step(key)
            return step.label if inner else step.worker_label
    return key

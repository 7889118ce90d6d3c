"""What an investigation gathers (调查): evidence asked for and handed in, statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.services import document_attach, entry_add
from anxin.cases.types import Audience
from anxin.documents.services import file_store, paper_add
from anxin.documents.types import PaperKind
from anxin.identity.names import person_name_parse
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput
from anxin.kit.text import paragraph, sentence
from anxin.wages.errors import NotReady
from anxin.wages.models import Evidence, Statement
from anxin.wages.services.letters import letter_make
from anxin.wages.services.working import locked_wage, officer_case
from anxin.wages.types import EVIDENCE_NAMES, EvidenceKind, EvidenceState, LetterKind

TEXT_MAX: Final = 10_000


def paper_file(
    *,
    actor: Actor,
    case_id: UUID,
    kind: str,
    name: str,
    content: bytes,
    at: datetime,
    audience: Audience | None = None,
    label: str = "",
) -> UUID:
    """Put a file into a wage case as a paper of a kind; give the paper's id.

    Raises:
        BadInput: the file is of no kind we keep. NoSuchCase, NotYours, MoveBlocked.
    """
    file = file_store(name=name, content=content, actor=actor, at=at)
    with transaction.atomic():
        paper_id = paper_add(
            file_id=file.id,
            kind=PaperKind.OTHER,
            subject=f"case:{case_id}",
            actor=actor,
            at=at,
            name=name,
            read=False,
        )
        document_attach(
            case_id=case_id, kind=kind, paper_id=paper_id, actor=actor, at=at, audience=audience, label=label
        )
    return paper_id


@transaction.atomic
def evidence_ask(
    *, case_id: UUID, kinds: Sequence[EvidenceKind], due_on: date, actor: Actor, at: datetime
) -> tuple[UUID, ...]:
    """Order the employer to hand over evidence by a day (责令提供材料); a letter says so.

    Raises:
        BadInput: nothing chosen, or a day that has passed. NotYours, MoveBlocked.
    """
    officer_case(case_id, actor, at)
    if not kinds:
        raise BadInput(_("请选择要单位提供哪些材料。"), field="kinds")
    if due_on <= day_of(at):
        raise BadInput(_("提供期限须晚于今天。"), field="due_on")
    rows = [
        Evidence(
            case_id=case_id,
            kind=kind.value,
            state=EvidenceState.ASKED.value,
            asked_on=day_of(at),
            due_on=due_on,
            by_account=actor.account_id,
        )
        for kind in kinds
    ]
    Evidence.objects.bulk_create(rows)
    event = entry_add(
        case_id=case_id,
        key="wage.evidence_asked",
        data={"evidence": [row.pk for row in rows], "due_on": due_on},
        actor=actor,
        at=at,
    )
    items = "、".join(_(EVIDENCE_NAMES[kind]) for kind in kinds)
    letter_make(
        case_id=case_id,
        kind=LetterKind.EVIDENCE,
        words={"items": items, "due_on": due_on.isoformat()},
        actor=actor,
        at=at,
        seq=event.seq,
    )
    return tuple(row.pk for row in rows)


@transaction.atomic
def evidence_take(
    *,
    case_id: UUID,
    kind: EvidenceKind,
    actor: Actor,
    at: datetime,
    paper_id: UUID | None = None,
    label: str = "",
    note: str = "",
) -> UUID:
    """Record evidence that came in (取得证据): what was asked for is marked as given.

    Raises:
        NotYours, MoveBlocked, BadInput
    """
    officer_case(case_id, actor, at)
    row = (
        Evidence.objects.select_for_update()
        .filter(case_id=case_id, kind=kind.value, state__in=(EvidenceState.ASKED, EvidenceState.NOT_GIVEN))
        .order_by("id")
        .first()
    ) or Evidence(case_id=case_id, kind=kind.value, by_account=actor.account_id)
    row.state, row.given_on, row.paper_id = EvidenceState.GIVEN.value, day_of(at), paper_id
    row.label = sentence(label, most=100, label=_("名称"))
    row.note = paragraph(note, most=1000, label=_("说明"))
    row.save()
    entry_add(case_id=case_id, key="wage.evidence_given", data={"evidence": row.pk}, actor=actor, at=at)
    return row.pk


@transaction.atomic
def evidence_missing(*, evidence_id: UUID, actor: Actor, at: datetime) -> None:
    """What the employer was ordered to hand over did not come in time: it counts against him (举证不能).

    Raises:
        NotReady: the day has not passed. BadInput, NotYours, MoveBlocked.
    """
    row = Evidence.objects.filter(pk=evidence_id).first()
    if row is None or row.state != EvidenceState.ASKED:
        raise BadInput(_("这项材料不在等待提供，请刷新页面。"))
    officer_case(row.case_id, actor, at)
    if row.due_on is not None and day_of(at) <= row.due_on:
        raise NotReady(_("提供期限还没有过，到期后再记录。"))
    row.state = EvidenceState.NOT_GIVEN.value
    row.save(update_fields=["state"])
    entry_add(case_id=row.case_id, key="wage.evidence_missing", data={"evidence": row.pk}, actor=actor, at=at)


@transaction.atomic
def statement_take(
    *,
    case_id: UUID,
    name: str,
    role: str,
    text: str,
    taken_at: datetime,
    recorded: bool,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Keep a statement (询问笔录) taken down by the two officers; it is never changed afterwards.

    Raises:
        NotReady: there is no second officer. BadInput, NotYours, MoveBlocked.
    """
    case = officer_case(case_id, actor, at)
    here, _case = locked_wage(case_id, actor, at)
    if case.second_id is None or here.case.handler_id is None:
        raise NotReady(_("询问须由两名监察员进行，请先选定协办监察员。"))
    if taken_at > at:
        raise BadInput(_("询问时间在将来，请核对。"), field="taken_at")
    words = paragraph(text, most=TEXT_MAX, label=_("笔录"))
    if not words:
        raise BadInput(_("请填写笔录内容。"), field="text")
    row = Statement.objects.create(
        case_id=case_id,
        name=person_name_parse(name),
        role=sentence(role, most=40, label=_("身份")),
        taken_at=taken_at,
        text=words,
        recorded=recorded,
        officers=f"{here.case.handler_name}、{case.second_name}",
        by_account=actor.account_id,
    )
    entry_add(case_id=case_id, key="wage.statement", data={"statement": row.pk}, actor=actor, at=at)
    return row.pk

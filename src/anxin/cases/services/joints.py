"""Questions to other departments (部门协同), each with its own due date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.engine.recording import locked_for, record
from anxin.cases.engine.situation import Situation
from anxin.cases.engine.transactions import one_transaction
from anxin.cases.errors import MoveBlocked
from anxin.cases.events import JointAnswered, JointAsked
from anxin.cases.models import CaseDocument, Joint, JointPaper
from anxin.cases.people import orgs_named
from anxin.cases.services.documents import papers_attach
from anxin.cases.types import Audience, PaperIn, Sight
from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput
from anxin.kit.events import emit
from anxin.kit.text import paragraph

ASKED: Final = "joint.asked"
ANSWERED: Final = "joint.answered"
TEXT_MAX: Final = 2000
"""Longest question or answer, in characters."""


def joint_ask(
    *,
    case_id: UUID,
    org_id: UUID,
    question: str,
    due_on: date,
    actor: Actor,
    at: datetime,
    papers: Sequence[UUID] = (),
) -> UUID:
    """Ask a joint department one question; it sees no more of the case than that and the papers given along.

    Args:
        papers: entries of the case's file (``CaseDocument``) that the department has to see.

    Raises:
        BadInput: no question, or a day that has passed.
        MoveBlocked: not a joint department, it has a question open already, or a paper does not count any more.
    """
    words = paragraph(question, most=TEXT_MAX, label=_("问题"))
    if not words:
        raise BadInput(_("请写明要请对方部门答复什么。"), field="question")
    if due_on < day_of(at):
        raise BadInput(_("答复期限不能早于今天。"), field="due_on")
    with one_transaction():
        here = locked_for(case_id, actor, at, what=_("请部门协同"))
        org = orgs_named([org_id])[org_id]
        if org.kind is not OrgKind.JOINT:
            raise MoveBlocked(_("%(org)s 不是联办部门，请重新选择。") % {"org": org.name})
        if Joint.objects.filter(case=here.case, org_id=org_id, answered_at__isnull=True).exists():
            raise MoveBlocked(_("%(org)s 还有一个问题没有答复，请等答复后再问。") % {"org": org.name})
        given = _given_along(here, papers)
        with transaction.atomic(savepoint=False):
            joint = Joint.objects.create(
                case=here.case,
                org_id=org_id,
                org_name=org.name,
                question=words,
                asked_by_id=actor.account_id,
                asked_at=at,
                due_on=due_on,
            )
            JointPaper.objects.bulk_create(JointPaper(joint=joint, document=paper) for paper in given)
            data = {"joint": joint.pk, "org": org_id, "due_on": due_on, "documents": [paper.pk for paper in given]}
            record(here, ASKED, audience=Audience.JOINT, data=data)
        emit(JointAsked(here.case.pk, joint.pk, org_id, due_on, at))
        return joint.pk


def _given_along(here: Situation, papers: Sequence[UUID]) -> list[CaseDocument]:
    """The papers a department is to see; each must still count."""
    live = CaseDocument.objects.filter(case=here.case, voided_at__isnull=True, replaced_by__isnull=True)
    found = list(live.filter(pk__in=papers).order_by("id")) if papers else []
    if len(found) != len(set(papers)):
        raise MoveBlocked(_("要给对方看的材料里有已经作废或被替换的，请刷新页面重新选择。"))
    return found


def joint_answer(
    *, case_id: UUID, joint_id: UUID, answer: str, actor: Actor, at: datetime, papers: Sequence[PaperIn] = ()
) -> None:
    """Answer a question that was put to the actor's own department, once; papers of the answer go into the file.

    Raises:
        BadInput: no answer. MoveBlocked: answered already, or asked of somebody else.
    """
    words = paragraph(answer, most=TEXT_MAX, label=_("答复"))
    if not words:
        raise BadInput(_("请写明答复内容。"), field="answer")
    with one_transaction():
        here = locked_for(case_id, actor, at, what=_("答复"), sights=(Sight.JOINT,))
        joint = Joint.objects.filter(case=here.case, pk=joint_id, org_id__in=actor.orgs(Role.JOINT_OFFICER)).first()
        if joint is None or joint.answered_at is not None:
            raise MoveBlocked(_("这个问题已经答复，或者不是问您部门的，请刷新页面。"))
        with transaction.atomic(savepoint=False):
            joint.answer, joint.answered_by_id, joint.answered_at = words, actor.account_id, at
            joint.save(update_fields=("answer", "answered_by_id", "answered_at"))
            added = papers_attach(here, papers, Audience.STAFF) if papers else {}
            JointPaper.objects.bulk_create(
                JointPaper(joint=joint, document_id=document, answers=True) for document in added.values()
            )
            record(here, ANSWERED, audience=Audience.JOINT, data={"joint": joint.pk})
        emit(JointAnswered(here.case.pk, joint.pk, at))

"""Questions to a person (政策咨询): somebody answers, by name, and the asker is told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.kit.text import line, paragraph
from anxin.market.hall.access import market_of
from anxin.market.hall.models import Question
from anxin.market.hall.types import Purpose
from anxin.notify.services import tell
from anxin.notify.types import Audience, Recipient


def question_ask(
    *, org_id: UUID, topic: Purpose, text: str, who: str, phone: str, worker_id: UUID | None, at: datetime
) -> UUID:
    """Ask (提问). A worker who is signed in gets the answer as a message; others are called.

    Raises:
        BadInput: no question, or neither a worker nor a phone.
    """
    asked = paragraph(text, most=500, label="问题")
    if not asked:
        raise BadInput("请写下您想问的。", field="text")
    number = line(phone, most=20, label="电话")
    if worker_id is None and not number:
        raise BadInput("请留一个电话，有答复了打给您。", field="phone")
    row = Question.objects.create(
        org_id=org_id,
        worker_id=worker_id,
        topic=topic.value,
        text=asked,
        who=line(who, most=40, label="称呼"),
        phone=number,
        asked_at=at,
    )
    return row.pk


@transaction.atomic
def question_answer(*, question_id: UUID, text: str, actor: Actor, at: datetime) -> None:
    """Answer (答复), once, under one's own name.

    Raises:
        BadInput: no answer. Refused: somebody has answered already.
    """
    answer = paragraph(text, most=1000, label="答复")
    if not answer:
        raise BadInput("请写下答复。", field="answer")
    row = Question.objects.select_for_update().filter(pk=question_id, org_id=market_of(actor)).first()
    if row is None:
        raise NotFound("没有找到这个问题，请回到列表重新选择。")
    if row.answered_at is not None:
        raise Refused(_("%(name)s 已经答复过了，请刷新页面。") % {"name": row.answered_name})
    row.answer, row.answered_at, row.answered_by, row.answered_name = answer, at, actor.account_id, actor.name
    row.save(update_fields=["answer", "answered_at", "answered_by", "answered_name"])
    if row.worker_id:
        tell(
            event="question_answered",
            audience=Audience.WORKER,
            recipients=[Recipient(worker_id=row.worker_id)],
            data={"name": actor.name, "answer": answer},
            key=f"question:{row.pk}",
            through=(),
            at=at,
        )

"""Taking a course: the quiz marked, the certificate given (测验与结业)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, NotAllowed
from anxin.kit.ids import public_number
from anxin.prevention.courses import RIGHT_LEAST
from anxin.prevention.courses import course as course_of
from anxin.prevention.models import Assignment, Quiz
from anxin.prevention.types import Marked


def person(actor: Actor) -> dict[str, Any]:
    """The column that names the actor: a worker learns as a worker, staff as an account.

    Raises:
        NotAllowed: nobody is signed in.
    """
    if actor.worker_id is not None:
        return {"worker_id": actor.worker_id}
    if actor.account_id is not None:
        return {"account_id": actor.account_id}
    raise NotAllowed(_("请先登录，再答题。"))


@transaction.atomic
def quiz_mark(*, course: str, answers: Sequence[int | None], actor: Actor, at: datetime) -> Marked:
    """Mark a quiz; four of five right pass it, end every open assignment of the course, and give a certificate.

    Raises:
        BadInput: a question was left out.
    """
    who, chosen = person(actor), course_of(course)
    if len(answers) != len(chosen.questions) or any(one is None for one in answers):
        raise BadInput(_("还有题没有答，请每题选一个。"))
    right = tuple(given == one.right for given, one in zip(answers, chosen.questions, strict=True))
    passed = sum(right) >= RIGHT_LEAST
    number = public_number("PX", at) if passed else ""
    Quiz.objects.create(
        **who,
        course=chosen.key,
        version=chosen.version,
        answers=list(answers),
        score=sum(right),
        passed=passed,
        number=number,
        at=at,
    )
    if passed:
        Assignment.objects.filter(**who, course=chosen.key, passed_at=None).update(passed_at=at)
    return Marked(right, passed, number)

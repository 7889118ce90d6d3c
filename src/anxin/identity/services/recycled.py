"""A phone number that was given to somebody else (二次放号): a code proves the phone, not the person.

Operators give a number that nobody uses to the next customer. So where an account was not opened for a long time, the
code is not enough: its owner also says the end of his registered number, which no page of ours ever shows.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from anxin.identity.models import Worker
from anxin.identity.numbers import compact
from anxin.identity.services.attempts import attempt_begin, attempt_succeeded
from anxin.kit.errors import NotFound, Refused

ASKED_CHARACTERS: Final = 6
"""How much of the end of the number is asked for: more than masked numbers show."""

FACTOR: Final = "number_end"


class WrongAnswer(Refused):
    """The end of the number is not the registered one."""

    status = 422


def second_question_due(*, worker_id: UUID, at: datetime) -> bool:
    """Was the account last opened, or if never registered, so long ago that its phone may be another's by now?"""
    row = Worker.objects.select_related("account").filter(pk=worker_id).first()
    if row is None:
        return False
    since = row.account.last_login or row.registered_at
    return at - since > timedelta(days=settings.ANXIN_PHONE_TRUST_DAYS)


def second_answer_check(*, worker_id: UUID, answer: str, address: str, at: datetime) -> None:
    """Check the end of the registered number.

    Raises:
        WrongAnswer: it is another one. TooManyTries: guessed too often; the window helps.
    """
    row = Worker.objects.filter(pk=worker_id).first()
    if row is None:
        raise NotFound(_("没有找到这位劳动者，请重新登录。"))
    attempt = attempt_begin(who=f"worker:{worker_id}", factor=FACTOR, address=address, at=at)
    if not hmac.compare_digest(compact(answer).encode(), row.id_number[-ASKED_CHARACTERS:].encode()):
        raise WrongAnswer(_("和登记的证件号码对不上，请对照证件再看一遍。"), field="answer")
    attempt_succeeded(attempt)

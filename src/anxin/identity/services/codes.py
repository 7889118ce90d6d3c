"""One-time codes by short message (验证码): how workers prove that a phone is theirs."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anxin.identity.channels import channel
from anxin.identity.models import DemoMessage, OneTimeCode
from anxin.identity.numbers import phone_parse
from anxin.kit.crypto import blind
from anxin.kit.errors import BadInput, Refused

CODE_DIGITS = 6


class TooSoon(Refused):
    """A limit on codes is reached; says when to come back."""

    status = 429


class WrongCode(BadInput):
    """Wrong, used, expired or tried too often: all look the same."""


def code_send(*, phone: str, address: str, at: datetime) -> None:
    """Send a fresh code to a phone. Any mobile number gets one, registered or not, so nobody can ask who is.

    Limits: ``ANXIN_CODE_WAIT_SECONDS`` between two, ``ANXIN_CODES_PER_HOUR`` a phone,
    ``ANXIN_CODES_PER_ADDRESS_HOUR`` an address.

    Raises:
        BadInput: no mobile number. TooSoon: a limit is reached. NotSent: the channel failed.
    """
    number = phone_parse(phone)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    _remember(number, code, address=address, at=at)
    minutes = settings.ANXIN_CODE_MINUTES
    channel().send(
        phone=number,
        text=_("【安心】验证码 %(code)s，%(minutes)s 分钟内有效。请不要告诉任何人，工作人员也不会问您。")
        % {"code": code, "minutes": minutes},
        at=at,
    )


def code_check(*, phone: str, code: str, at: datetime) -> str:
    """Check a typed code; it works once. Returns the phone in its one spelling.

    Each look at a code costs one of its ``ANXIN_CODE_TRIES`` before it is compared, also in parallel.

    Raises:
        WrongCode: with one sentence for every reason.
    """
    number = phone_parse(phone)
    row = _newest(number)
    expected = row.code_hash if row else "0" * 32
    matches = hmac.compare_digest(_hash(number, code.strip()), expected)
    if row is None or not _spend_try(row, at) or not matches or not _use(row, at):
        raise WrongCode(_("验证码不对或已失效，请核对最近一条短信，或重新获取。"), field="code")
    return number


def codes_prune(*, at: datetime) -> int:
    """Delete codes and demo messages of yesterday and before; returns how many. The limits look back one hour only."""
    day_ago = at - timedelta(days=1)
    codes, _ = OneTimeCode.objects.filter(sent_at__lt=day_ago).delete()
    messages, _ = DemoMessage.objects.filter(sent_at__lt=day_ago).delete()
    return codes + messages


@transaction.atomic
def _remember(number: str, code: str, *, address: str, at: datetime) -> None:
    phone_blind = blind(number, purpose="worker.phone")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"code:{phone_blind}"])
    _refuse_too_many(phone_blind, address, at)
    OneTimeCode.objects.create(
        phone_blind=phone_blind,
        code_hash=_hash(number, code),
        address=address,
        sent_at=at,
        expires_at=at + timedelta(minutes=settings.ANXIN_CODE_MINUTES),
    )


def _refuse_too_many(phone_blind: str, address: str, at: datetime) -> None:
    hour_ago = at - timedelta(hours=1)
    sent = OneTimeCode.objects.filter(phone_blind=phone_blind, sent_at__gt=hour_ago)
    if sent.filter(sent_at__gt=at - timedelta(seconds=settings.ANXIN_CODE_WAIT_SECONDS)).exists():
        raise TooSoon(
            _("验证码刚发过，请等 %(seconds)s 秒再试。") % {"seconds": settings.ANXIN_CODE_WAIT_SECONDS},
            field="phone",
        )
    if sent.count() >= settings.ANXIN_CODES_PER_HOUR:
        raise TooSoon(_("这个号码一小时内获取验证码的次数太多，请一小时后再试。"), field="phone")
    most = settings.ANXIN_CODES_PER_ADDRESS_HOUR
    if OneTimeCode.objects.filter(address=address, sent_at__gt=hour_ago).count() >= most:
        raise TooSoon(_("您所在的网络获取验证码的人太多，请换一个网络，或过一会儿再试。"), field="phone")


def _newest(number: str) -> OneTimeCode | None:
    phone_blind = blind(number, purpose="worker.phone")
    return OneTimeCode.objects.filter(phone_blind=phone_blind).order_by("-sent_at", "-id").first()


def _spend_try(row: OneTimeCode, at: datetime) -> bool:
    usable = OneTimeCode.objects.filter(
        pk=row.pk, used_at__isnull=True, expires_at__gt=at, tries__lt=settings.ANXIN_CODE_TRIES
    )
    return usable.update(tries=F("tries") + 1) == 1


def _use(row: OneTimeCode, at: datetime) -> bool:
    return OneTimeCode.objects.filter(pk=row.pk, used_at__isnull=True).update(used_at=at) == 1


def _hash(number: str, code: str) -> str:
    """Keyed, and bound to the phone: the table alone cannot be searched through a million codes."""
    return blind(f"{number}:{code}", purpose="one_time_code")

"""The second factor from an authenticator app (动态口令, RFC 6238): six digits, thirty seconds, each used once."""

from __future__ import annotations

import hmac
import secrets
from base64 import b32decode, b32encode
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.models import Account, Authenticator
from anxin.identity.models.access import AuthenticatorKind
from anxin.identity.services.attempts import attempt_begin, attempt_succeeded
from anxin.identity.services.records import account_event
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
DRIFT_STEPS = 1
"""One step either way: phones' clocks are off by seconds, not minutes."""


class WrongFactor(BadInput):
    """The second factor is wrong, used before, or not set up."""


@dataclass(frozen=True, slots=True)
class TotpOffer:
    """A secret to take into an authenticator app: as text and as the address inside the QR code."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


def _machine(secret: str) -> TOTP:
    # SHA-1 is what authenticator apps implement; inside HMAC its collision weakness does not matter (RFC 6238).
    return TOTP(b32decode(secret), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303


def totp_code(secret: str, at: datetime) -> str:
    """The code an authenticator app shows at a moment."""
    return _machine(secret).generate(int(at.timestamp())).decode()


def _matching_step(secret: str, code: str, at: datetime) -> int | None:
    now_step = int(at.timestamp()) // STEP_SECONDS
    typed = "".join(code.split()).encode("utf-8", "replace")
    machine = _machine(secret)
    found = None
    for step in range(now_step - DRIFT_STEPS, now_step + DRIFT_STEPS + 1):
        if hmac.compare_digest(machine.generate(step * STEP_SECONDS), typed):
            found = step
    return found


@transaction.atomic
def totp_enrol(*, account_id: UUID, at: datetime, secret: str | None = None) -> TotpOffer:
    """Offer a new secret. It counts only after ``totp_confirm``; offers never confirmed are forgotten here."""
    account = Account.objects.select_for_update().get(pk=account_id)
    Authenticator.objects.filter(account=account, kind=AuthenticatorKind.TOTP, confirmed_at__isnull=True).delete()
    chosen = secret or b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
    Authenticator.objects.create(
        account=account, kind=AuthenticatorKind.TOTP, label="动态口令", secret=chosen, created_at=at
    )
    return _offer(account, chosen)


def totp_offer(account_id: UUID) -> TotpOffer | None:
    """The offer that still waits for its first code."""
    row = (
        Authenticator.objects.filter(
            account_id=account_id, kind=AuthenticatorKind.TOTP, confirmed_at__isnull=True, removed_at__isnull=True
        )
        .select_related("account")
        .first()
    )
    return _offer(row.account, row.secret) if row else None


def _offer(account: Account, secret: str) -> TotpOffer:
    return TotpOffer(secret=secret, address=_machine(secret).get_provisioning_uri(account.username, "Anxin"))


@transaction.atomic
def totp_confirm(*, account_id: UUID, code: str, at: datetime) -> None:
    """Prove that the app holds the offered secret; the authenticator before it stops counting.

    Raises:
        WrongFactor: the code does not fit, or nothing was offered.
    """
    Account.objects.select_for_update().get(pk=account_id)
    mine = Authenticator.objects.filter(account_id=account_id, kind=AuthenticatorKind.TOTP, removed_at__isnull=True)
    offered = mine.filter(confirmed_at__isnull=True).first()
    step = _matching_step(offered.secret, code, at) if offered else None
    if offered is None or step is None:
        raise WrongFactor(_("动态口令不对，请确认手机时间准确，再输入最新的 6 位数字。"), field="code")
    mine.filter(confirmed_at__isnull=False).update(removed_at=at)
    offered.confirmed_at, offered.last_step = at, step
    offered.save(update_fields=["confirmed_at", "last_step"])
    account_event(account_id=account_id, what="totp_enrolled", actor=Actor(account_id, "本人"), at=at)


def totp_check(*, account_id: UUID, code: str, address: str, at: datetime) -> None:
    """Check a typed code against the account's authenticator. A code works once, also in two tabs at once.

    Raises:
        WrongFactor: wrong or used code. TooManyTries: see ``attempts``.
    """
    attempt_id = attempt_begin(who=str(account_id), factor="totp", address=address, at=at)
    row = Authenticator.objects.filter(
        account_id=account_id, kind=AuthenticatorKind.TOTP, confirmed_at__isnull=False, removed_at__isnull=True
    ).first()
    step = _matching_step(row.secret, code, at) if row else None
    if row is None or step is None or not _first_use(row, step):
        account_event(account_id=account_id, what="totp_wrong", actor=Actor.anonymous(), at=at, address=address)
        raise WrongFactor(_("动态口令不对或已用过，请输入最新的 6 位数字。"), field="code")
    attempt_succeeded(attempt_id)


def _first_use(row: Authenticator, step: int) -> bool:
    return Authenticator.objects.filter(pk=row.pk, last_step__lt=step).update(last_step=step) == 1

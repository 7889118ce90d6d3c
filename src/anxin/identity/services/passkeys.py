"""The second factor from a passkey (通行密钥, WebAuthn): bound to our address, so it cannot be phished.

Its library is imported where it is used: it is large, and most processes never see a passkey.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.identity.models import Account, Authenticator
from anxin.identity.models.access import AuthenticatorKind
from anxin.identity.services.attempts import attempt_begin, attempt_succeeded
from anxin.identity.services.records import account_event
from anxin.identity.services.totp import WrongFactor
from anxin.identity.types import Actor
from anxin.kit.errors import Refused
from anxin.kit.text import line

if TYPE_CHECKING:
    from fido2.server import Fido2Server
    from fido2.webauthn import AttestedCredentialData

Options = dict[str, Any]
State = dict[str, Any]
"""What a begin step leaves for its complete step; the caller keeps it in the session (challenge, no secret)."""


def _server(host: str) -> Fido2Server:
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    return Fido2Server(PublicKeyCredentialRpEntity(name="Anxin 安心", id=host))


def passkey_begin(*, account_id: UUID, host: str) -> tuple[Options, State]:
    """Options for the browser to make a passkey for this account at ``host`` (a domain or localhost)."""
    from fido2.webauthn import PublicKeyCredentialUserEntity, UserVerificationRequirement

    account = Account.objects.get(pk=account_id)
    user = PublicKeyCredentialUserEntity(id=account.id.bytes, name=account.username, display_name=account.display_name)
    options, state = _server(host).register_begin(
        user,
        [credential for _, credential in _credentials(account_id)],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(options), dict(state)


@transaction.atomic
def passkey_add(
    *, account_id: UUID, host: str, state: State, response: Mapping[str, Any], label: str, at: datetime
) -> UUID:
    """Keep the passkey the browser made.

    Raises:
        WrongFactor: the answer is not for this challenge and address. Refused: the passkey is known already.
    """
    try:
        data = _server(host).register_complete(state, response)
    except (ValueError, KeyError, TypeError) as error:
        raise WrongFactor(_("没能添加通行密钥，请重试，并在弹出的窗口里确认。")) from error
    credential = data.credential_data
    if credential is None:
        raise WrongFactor(_("没能添加通行密钥，请重试，并在弹出的窗口里确认。"))
    try:
        with transaction.atomic():
            row = Authenticator.objects.create(
                account_id=account_id,
                kind=AuthenticatorKind.PASSKEY,
                label=line(label, most=60, label="名称") or "通行密钥",
                secret=b64encode(credential).decode(),
                credential_id=credential.credential_id,
                sign_count=data.counter,
                created_at=at,
                confirmed_at=at,
            )
    except IntegrityError as error:
        raise Refused(_("这个通行密钥已经添加过，请换一个设备或直接使用。")) from error
    account_event(account_id=account_id, what="passkey_added", actor=Actor(account_id, "本人"), at=at)
    return row.id


def passkey_ask(*, account_id: UUID, host: str) -> tuple[Options, State] | None:
    """Options for the browser to prove one of the account's passkeys; None when it has none."""
    from fido2.webauthn import UserVerificationRequirement

    credentials = [credential for _, credential in _credentials(account_id)]
    if not credentials:
        return None
    options, state = _server(host).authenticate_begin(
        credentials, user_verification=UserVerificationRequirement.PREFERRED
    )
    return dict(options), dict(state)


def passkey_check(
    *, account_id: UUID, host: str, state: State, response: Mapping[str, Any], address: str, at: datetime
) -> None:
    """Check the browser's answer.

    Raises:
        WrongFactor: not this account's passkey, another challenge, or a counter that went back (a copied key).
    """
    from fido2.webauthn import AuthenticationResponse

    attempt_id = attempt_begin(who=str(account_id), factor="passkey", address=address, at=at)
    known = _credentials(account_id)
    try:
        used = _server(host).authenticate_complete(state, [credential for _, credential in known], response)
        counter = AuthenticationResponse.from_dict(response).response.authenticator_data.counter
    except (ValueError, KeyError, TypeError) as error:
        raise WrongFactor(_("通行密钥没有通过，请重试，或改用动态口令。")) from error
    row = next(row for row, credential in known if credential.credential_id == used.credential_id)
    if not _counter_moved(row, counter):
        account_event(account_id=account_id, what="passkey_copied", actor=Actor.anonymous(), at=at, address=address)
        raise WrongFactor(_("这个通行密钥可能被复制过，请改用动态口令，并联系本单位安全管理员。"))
    attempt_succeeded(attempt_id)


def _counter_moved(row: Authenticator, counter: int) -> bool:
    """Authenticators without a counter always say 0; any other must grow."""
    moved = Q(sign_count=0) if counter == 0 else Q(sign_count__lt=counter)
    return Authenticator.objects.filter(moved, pk=row.pk).update(sign_count=counter) == 1


def _credentials(account_id: UUID) -> list[tuple[Authenticator, AttestedCredentialData]]:
    from fido2.webauthn import AttestedCredentialData

    rows = Authenticator.objects.filter(
        account_id=account_id, kind=AuthenticatorKind.PASSKEY, confirmed_at__isnull=False, removed_at__isnull=True
    )
    return [(row, AttestedCredentialData(b64decode(row.secret))) for row in rows]


@transaction.atomic
def authenticator_remove(*, account_id: UUID, authenticator_id: UUID, at: datetime) -> None:
    """Take a second factor away; the last one stays, so that nobody locks himself out.

    Raises:
        Refused: it is the last one.
    """
    Account.objects.select_for_update().get(pk=account_id)
    mine = Authenticator.objects.filter(account_id=account_id, confirmed_at__isnull=False, removed_at__isnull=True)
    if not mine.exclude(pk=authenticator_id).exists():
        raise Refused(_("这是最后一个第二因素，不能删除。请先添加另一个。"))
    if mine.filter(pk=authenticator_id).update(removed_at=at):
        account_event(account_id=account_id, what="factor_removed", actor=Actor(account_id, "本人"), at=at)

"""What signing in needs to know."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from anxin.identity.models import Account, Authenticator, DemoMessage
from anxin.identity.models.access import AuthenticatorKind
from anxin.identity.models.people import AccountKind
from anxin.identity.numbers import phone_parse
from anxin.identity.types import FactorView, SignInState
from anxin.kit.crypto import blind


def sign_in_state(account_id: UUID) -> SignInState | None:
    """What a staff account that showed its password still has to do; None for anything else."""
    account = Account.objects.filter(pk=account_id, kind=AccountKind.STAFF, is_active=True).first()
    if account is None:
        return None
    held = factors(account_id)
    return SignInState(
        account_id=account.id,
        username=account.username,
        has_totp=any(factor.kind == AuthenticatorKind.TOTP for factor in held),
        has_passkey=any(factor.kind == AuthenticatorKind.PASSKEY for factor in held),
        password_temporary=account.password_temporary,
    )


def factors(account_id: UUID) -> list[FactorView]:
    """The second factors an account can use, oldest first."""
    rows = Authenticator.objects.filter(
        account_id=account_id, confirmed_at__isnull=False, removed_at__isnull=True
    ).order_by("created_at", "id")
    return [FactorView(row.id, row.kind, row.label, row.created_at) for row in rows]


def demo_message(phone: str) -> str:
    """The newest message the demo channel kept for a phone; empty outside the demo city."""
    if not settings.ANXIN_DEMO:
        return ""
    found = DemoMessage.objects.filter(phone_blind=blind(phone_parse(phone), purpose="worker.phone"))
    row = found.order_by("-sent_at", "-id").first()
    return row.text if row else ""

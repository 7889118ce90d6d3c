"""Who has signed in, as Django asks for it."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.backends import ModelBackend

from anxin.identity.models import Account
from anxin.kit.statements import Prepared


class Accounts(ModelBackend):
    """Django's accounts in the database, looked for by a kept statement: every request of somebody begins with it."""

    def get_user(self, user_id: UUID | None) -> Account | None:
        """The account of a session, unless it is closed."""
        account = _accounts.first(user_id=user_id) if user_id else None
        return account if account and self.user_can_authenticate(account) else None


_accounts = Prepared(lambda user_id: Account.objects.filter(pk=user_id))

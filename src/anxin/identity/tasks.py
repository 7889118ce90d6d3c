"""Housekeeping: what has served its purpose is deleted."""

from django.conf import settings

from anxin.identity.services import attempts_prune, codes_prune, forms_prune
from anxin.kit.clock import now
from anxin.kit.jobs import periodic


@periodic("17 * * * *")
def prune_used_up() -> None:
    """Delete expired forms and codes at once, tries after ``ANXIN_LOGIN_KEPT_DAYS``."""
    at = now()
    forms_prune(at=at)
    codes_prune(at=at)
    attempts_prune(at=at, keep_days=settings.ANXIN_LOGIN_KEPT_DAYS)

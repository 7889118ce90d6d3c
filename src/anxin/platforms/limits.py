"""What a platform may do when the bureau has said nothing."""

from django.conf import settings

from anxin.platforms.types import Quota


def default_quota() -> Quota:
    """The usual quota (调用额度)."""
    return Quota(settings.ANXIN_API_PER_MINUTE, settings.ANXIN_API_BURST)

"""The code on a worker's phone that a kiosk reads (我的码): good for a minute, good for a kiosk only."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.core import signing

from anxin.kit.errors import Refused

SECONDS: Final = 90
PREFIX: Final = "AX."
_SALT: Final = "hall.pass"


class PassOver(Refused):
    """The code is too old or was not ours."""

    status = 422


def pass_made(worker_id: UUID) -> str:
    """The text of the code."""
    return PREFIX + signing.dumps(worker_id.hex, salt=_SALT)


def pass_read(text: str) -> UUID:
    """Whose code it is.

    Raises:
        PassOver: it is too old, or no code of ours.
    """
    try:
        return UUID(signing.loads(text.removeprefix(PREFIX), salt=_SALT, max_age=SECONDS))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise PassOver("这个码过期了，请在手机上刷新“我的码”，再扫一次。") from error

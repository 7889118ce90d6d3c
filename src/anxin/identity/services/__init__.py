"""What may be done to people and organisations. Every function takes the actor and the moment."""

from anxin.identity.services.orgs import org_create
from anxin.identity.services.posts import post_end, post_grant
from anxin.identity.services.staff import (
    password_change,
    staff_close,
    staff_create,
    staff_reset,
    staff_unlock,
    temporary_password,
)
from anxin.identity.services.workers import worker_register

__all__ = [
    "org_create",
    "password_change",
    "post_end",
    "post_grant",
    "staff_close",
    "staff_create",
    "staff_reset",
    "staff_unlock",
    "temporary_password",
    "worker_register",
]

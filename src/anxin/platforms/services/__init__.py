"""What others may ask of platforms: keys, the sandbox, quotas, contacts, joinings, the log of requests."""

from anxin.platforms.services.conforming import run_finish, run_start
from anxin.platforms.services.keys import key_end, key_issue, key_used
from anxin.platforms.services.profile import contact_add, contact_remove, joining_add, joining_end
from anxin.platforms.services.quotas import OverQuota, known_empty, quota_set, quota_take
from anxin.platforms.services.replaying import request_replay
from anxin.platforms.services.requests import request_record
from anxin.platforms.services.sandbox import sandbox_of

__all__ = [
    "OverQuota",
    "contact_add",
    "contact_remove",
    "joining_add",
    "joining_end",
    "key_end",
    "key_issue",
    "key_used",
    "known_empty",
    "quota_set",
    "quota_take",
    "request_record",
    "request_replay",
    "run_finish",
    "run_start",
    "sandbox_of",
]

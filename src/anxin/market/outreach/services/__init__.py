"""What is done to reach people."""

from anxin.market.outreach.services.groups import group_add, member_add, member_remove, members_without_consent_remove
from anxin.market.outreach.services.network import circle_set, representative_add, visit_note, volunteer_add
from anxin.market.outreach.services.pushing import push_send
from anxin.market.outreach.services.subscribing import subscription_end, subscription_save
from anxin.market.outreach.services.telling import digests_send, instant_send

__all__ = [
    "circle_set",
    "digests_send",
    "group_add",
    "instant_send",
    "member_add",
    "member_remove",
    "members_without_consent_remove",
    "push_send",
    "representative_add",
    "subscription_end",
    "subscription_save",
    "visit_note",
    "volunteer_add",
]

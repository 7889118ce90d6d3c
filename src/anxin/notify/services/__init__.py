"""What others may ask of notify."""

from anxin.notify.services.groups import group_tell, groups_deliver, robot_add, robot_mood, robot_retire
from anxin.notify.services.mailing import mail_address_confirm, mail_address_forget, mail_address_set
from anxin.notify.services.optouts import opt_in, opt_out
from anxin.notify.services.telling import deliver, messages_mark_read, tell

__all__ = [
    "deliver",
    "group_tell",
    "groups_deliver",
    "mail_address_confirm",
    "mail_address_forget",
    "mail_address_set",
    "messages_mark_read",
    "opt_in",
    "opt_out",
    "robot_add",
    "robot_mood",
    "robot_retire",
    "tell",
]

"""What others may ask of notify."""

from anxin.notify.services.telling import deliver, messages_mark_read, tell

__all__ = ["deliver", "messages_mark_read", "tell"]

"""Short messages through a gateway that takes signed JSON over HTTPS (example of a vendor adapter; see README.md)."""

from anxin.notify.channels.http_sms.adapter import HttpSmsChannel

__all__ = ["HttpSmsChannel"]

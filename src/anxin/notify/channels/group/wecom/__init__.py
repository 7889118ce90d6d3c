"""Group robots of WeCom (企业微信群机器人; see README.md)."""

from anxin.notify.channels.group.wecom.adapter import WecomRobot

__all__ = ["WecomRobot"]

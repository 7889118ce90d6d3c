"""Robots that speak in group chats (群机器人), one folder a vendor."""

from anxin.notify.channels.group.base import GroupWay, register, split, way, ways
from anxin.notify.channels.group.simulated import SimulatedRobot
from anxin.notify.channels.group.wecom import WecomRobot

register(SimulatedRobot())
register(WecomRobot())

__all__ = ["GroupWay", "register", "split", "way", "ways"]

"""A robot that only seems to speak (模拟群机器人): staff pages show what it said; it misbehaves on request."""

from __future__ import annotations

from anxin.notify.channels.base import NoAddress, NotSent
from anxin.notify.types import RobotMood


class SimulatedRobot:
    """Keeps the limits of the real one, so that a demonstration shows them."""

    key = "simulated"
    label = "模拟群机器人"
    simulated = True
    per_minute = 20
    bytes_most = 2048

    def check_address(self, address: str) -> None:
        """Any address does."""

    def say(self, *, address: str, text: str, mood: RobotMood) -> None:
        if mood is RobotMood.BUSY:
            raise NotSent("模拟：发得太快，被限流")
        if mood is RobotMood.SILENT:
            raise NotSent("模拟：没有回应")
        if mood is RobotMood.GONE:
            raise NoAddress("模拟：机器人已被移出群聊")

"""A register that believes everybody (模拟实名核验), but for names made to fail, so that every answer can be seen."""

from __future__ import annotations

from anxin.identity.realname.base import RealNameAnswer, RealNameVerdict
from anxin.kit.errors import noted

NAME_OF_MISMATCH = "不符"
NAME_OF_SILENCE = "不明"


class SimulatedRegister:
    """Asks nobody. Names that contain 不符 do not match, names that contain 不明 get no answer."""

    key = "simulator"
    label = noted("模拟实名核验")
    simulated = True

    def check(self, *, name: str, id_number: str, phone: str) -> RealNameAnswer:
        if NAME_OF_MISMATCH in name:
            return RealNameAnswer(RealNameVerdict.MISMATCH, "SIM-MISMATCH")
        if NAME_OF_SILENCE in name:
            return RealNameAnswer(RealNameVerdict.UNKNOWN)
        return RealNameAnswer(RealNameVerdict.MATCH, "SIM-MATCH")

"""Real-name checks. One module a vendor; ``ANXIN_REAL_NAME`` names the one in use."""

from anxin.identity.realname import http_json, simulator
from anxin.identity.realname.base import RealNameAnswer, RealNameProvider, RealNameVerdict, provider, register

register(simulator.SimulatedRegister())
register(http_json.HttpJsonRegister())

__all__ = ["RealNameAnswer", "RealNameProvider", "RealNameVerdict", "provider", "register"]

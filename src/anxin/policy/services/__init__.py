"""Writing of the policy context: releases and decisions."""

from anxin.policy.services.decisions import ReplayTotals, decide, replay, replay_all
from anxin.policy.services.shipped import shipped_install

__all__ = ["ReplayTotals", "decide", "replay", "replay_all", "shipped_install"]

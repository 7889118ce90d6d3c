"""Building the index and keeping what was shown."""

from anxin.market.matching.services.building import index_build, index_refresh
from anxin.market.matching.services.crowd import morning_apply
from anxin.market.matching.services.showing import matches_show

__all__ = ["index_build", "index_refresh", "matches_show", "morning_apply"]

"""The conformance run (联调测试): what a client has to do right, judged by what it asked."""

from anxin.platforms.conformance.checks import CHECKS, judge
from anxin.platforms.conformance.seen import Seen

__all__ = ["CHECKS", "Seen", "judge"]

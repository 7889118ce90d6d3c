"""The posting checker (招聘信息检查): dated rules under ``rules/cn/posting`` and pure functions over a draft."""

from anxin.market.jobs.checker.checking import check, serious
from anxin.market.jobs.checker.rules import PostingRules, posting_rules

__all__ = ["PostingRules", "check", "posting_rules", "serious"]

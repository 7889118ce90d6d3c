"""Changing the blacklist: proposing a unit; everything after that is a move of its case."""

from anxin.wages.blacklist.services.letters import letter_write
from anxin.wages.blacklist.services.proposing import blacklist_propose, terms_close

__all__ = ["blacklist_propose", "letter_write", "terms_close"]

"""Questions about the blacklist: the public list, one procedure, the desk's list."""

from anxin.wages.blacklist.selectors.candidates import Candidate, candidate, candidates
from anxin.wages.blacklist.selectors.looking import BlacklistRow, blacklist_rows, blacklist_shown
from anxin.wages.blacklist.selectors.public import (
    PUBLIC_ROWS_MOST,
    published,
)

__all__ = [
    "PUBLIC_ROWS_MOST",
    "BlacklistRow",
    "Candidate",
    "blacklist_rows",
    "blacklist_shown",
    "candidate",
    "candidates",
    "published",
]

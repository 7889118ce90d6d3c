"""Whose hall it is."""

from __future__ import annotations

from uuid import UUID

from anxin.identity.types import Actor, Role
from anxin.kit.errors import NotAllowed


def market_of(actor: Actor) -> UUID:
    """The market in whose hall somebody works.

    Raises:
        NotAllowed: no post in a market.
    """
    homes = actor.orgs(Role.MARKET_OPERATOR)
    if not homes:
        raise NotAllowed("只有零工市场的工作人员能办理大厅事务。")
    return homes[0]


def clerk_of(actor: Actor) -> UUID:
    """The account of somebody at the desk, for the record of who did it."""
    assert actor.account_id is not None, "whoever has a post has an account"
    return actor.account_id

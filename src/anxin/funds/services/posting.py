"""The one place where transfers are written (记账)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from anxin.funds.chart import account_id
from anxin.funds.models import Entry, Transfer
from anxin.funds.types import Leg, Posting, TransferKind
from anxin.kit.chain import canonical, digest
from anxin.kit.ids import uuid7
from anxin.kit.statements import insert_all


def two_legs(
    *, key: str, kind: TransferKind, subject: str, memo: str, debit: str, credit: str, amount_fen: int
) -> Posting:
    """A posting of the ordinary form: one account up, one account down."""
    return Posting(key, kind, subject, memo, (Leg(debit, amount_fen), Leg(credit, -amount_fen)))


def post(postings: Sequence[Posting], *, fund: str, by_id: UUID | None, at: datetime) -> list[Transfer]:
    """Write transfers with their entries: two statements for up to a thousand rows each.

    Raises:
        django.db.IntegrityError: when a key was posted before, or (at commit) when a transfer does not balance.
    """
    transfers = [_transfer(posting, fund, by_id, at) for posting in postings]
    entries = [
        Entry(transfer=transfer, account_id=account_id(fund, leg.code), amount_fen=leg.amount_fen)
        for transfer, posting in zip(transfers, postings, strict=True)
        for leg in posting.legs
    ]
    insert_all(transfers)
    insert_all(entries)
    return transfers


def _transfer(posting: Posting, fund: str, by_id: UUID | None, at: datetime) -> Transfer:
    assert sum(leg.amount_fen for leg in posting.legs) == 0, posting.key
    assert len(posting.legs) >= 2, posting.key
    transfer = Transfer(
        id=uuid7(),
        key=posting.key,
        fund_id=fund,
        kind=posting.kind,
        subject=posting.subject,
        at=at,
        by_id=by_id,
        memo=posting.memo,
    )
    legs = [(account_id(fund, leg.code), leg.amount_fen) for leg in posting.legs]
    transfer.digest = content_digest(transfer, legs)
    return transfer


def content_digest(transfer: Transfer, legs: Sequence[tuple[str, int]]) -> bytes:
    """SM3 over everything a transfer says, entries included, in an order that storage cannot change."""
    return digest(
        canonical(
            {
                "id": transfer.id,
                "key": transfer.key,
                "fund": transfer.fund_id,
                "kind": str(transfer.kind),
                "subject": transfer.subject,
                "at": int(transfer.at.timestamp() * 1_000_000),
                "by": transfer.by_id,
                "memo": transfer.memo,
                "entries": sorted(legs),
            }
        )
    )

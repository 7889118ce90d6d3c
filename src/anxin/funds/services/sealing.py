"""The chain over the ledger: sealing what is new, and checking every link (封账链)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_noop as noop

from anxin.funds.models import Entry, Fund, Seal, SealedTransfer, Transfer
from anxin.funds.services.posting import content_digest
from anxin.funds.types import Finding, Severity
from anxin.kit.chain import GENESIS, link

SEAL_SIZE_MAX = 5_000
_READ_AT_ONCE = 2_000


@transaction.atomic
def ledger_seal(*, at: datetime) -> int:
    """Seal every transfer that is not sealed yet; return how many. One sealer at a time."""
    list(Fund.objects.select_for_update().order_by("code"))
    unsealed = Transfer.objects.filter(sealed__isnull=True).order_by("id").values_list("id", "digest")
    waiting = list(unsealed)
    last = Seal.objects.order_by("-number").first()
    number, previous = (last.number, bytes(last.digest)) if last else (0, GENESIS)
    for start in range(0, len(waiting), SEAL_SIZE_MAX):
        members = waiting[start : start + SEAL_SIZE_MAX]
        number += 1
        digest = seal_digest(previous, [bytes(content) for _id, content in members])
        seal = Seal.objects.create(number=number, at=at, transfers=len(members), previous=previous, digest=digest)
        SealedTransfer.objects.bulk_create(
            [
                SealedTransfer(transfer_id=id_, seal=seal, place=place)
                for place, (id_, _digest) in enumerate(members, start=1)
            ]
        )
        previous = digest
    return len(waiting)


def seal_digest(previous: bytes, digests: list[bytes]) -> bytes:
    """The digest of a seal over the digests of its transfers, in order."""
    return link(previous, [digest.hex() for digest in digests])


def chain_faults() -> Iterator[Finding]:
    """Transfers whose content is not what their digest says, and seals that do not stand on the one before."""
    yield from _changed_transfers()
    yield from _broken_seals()


def _changed_transfers() -> Iterator[Finding]:
    """Transfers and entries side by side, both in the order of the transfer, so that memory stays flat."""
    entries = groupby(
        Entry.objects.order_by("transfer_id")
        .values_list("transfer_id", "account_id", "amount_fen")
        .iterator(_READ_AT_ONCE),
        key=lambda row: row[0],
    )
    owner, legs = _next(entries)
    for transfer in Transfer.objects.order_by("id").iterator(_READ_AT_ONCE):
        mine = legs if owner == transfer.pk else []
        if owner == transfer.pk:
            owner, legs = _next(entries)
        if bytes(transfer.digest) != content_digest(transfer, mine):
            yield Finding("I2", Severity.BROKEN, transfer.key, noop("记账内容与摘要值不符，可能被改动过"))


def _next(entries: Iterator[tuple[UUID, Iterator[tuple[UUID, str, int]]]]) -> tuple[UUID | None, list[tuple[str, int]]]:
    owner, rows = next(entries, (None, iter(())))
    return owner, [(account, amount_fen) for _transfer, account, amount_fen in rows]


def _broken_seals() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seal.number, seal.previous, seal.digest, seal.transfers,"
            " array_agg(encode(transfer.digest, 'hex') ORDER BY member.place)"
            " FROM funds_seal seal LEFT JOIN funds_sealedtransfer member ON member.seal_id = seal.number"
            " LEFT JOIN funds_transfer transfer ON transfer.id = member.transfer_id"
            " GROUP BY seal.number ORDER BY seal.number"
        )
        seals = cursor.fetchall()
    previous, expected = GENESIS, 1
    for number, stands_on, digest, count, members in seals:
        digests = [bytes.fromhex(member) for member in members if member]
        whole = number == expected and len(digests) == count and bytes(stands_on) == previous
        if not whole or bytes(digest) != seal_digest(previous, digests):
            yield Finding("I2", Severity.BROKEN, f"seal:{number}", noop("封账链在这里断开，账目可能被改动过"))
        previous, expected = bytes(digest), number + 1

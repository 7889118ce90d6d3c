"""The byte form of lines: what is stored, and what a replay is compared by."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

import msgspec

from anxin.policy.engine.errors import BadPack
from anxin.policy.engine.pack import Pack
from anxin.policy.engine.trace import Line

_encode = msgspec.json.Encoder().encode


@lru_cache(maxsize=16_384)
def line_digest(line: Line) -> bytes:
    """SHA-256 of one line. Most lines of a pack are constant, so they are hashed once per process."""
    return sha256(_encode(line)).digest()


def lines_digest(lines: Iterable[Line]) -> bytes:
    """SHA-256 over the digests of the lines, in order: equal exactly when every line is equal."""
    return sha256(b"".join(map(line_digest, lines))).digest()


def packed(lines: Iterable[Line]) -> list[list[Any]]:
    """Lines as stored: without the article, which stands in the unchangeable pack beside them."""
    return [
        [
            line.rule_id,
            line.result,
            line.sentence_worker,
            line.sentence_staff,
            line.amount_fen,
            line.cut_fen,
            line.would_change,
        ]
        for line in lines
    ]


def unpacked(stored: Sequence[Sequence[Any]], pack: Pack) -> tuple[Line, ...]:
    """Stored lines with their articles again.

    Raises:
        BadPack: when a line names a rule the pack has not.
    """
    rules: Mapping[str, Any] = {rule.id: rule for rule in pack.rules}
    lines: list[Line] = []
    for rule_id, result, worker, staff, amount_fen, cut_fen, change in stored:
        rule = rules.get(rule_id)
        if rule is None:
            raise BadPack(f"{pack.name} 里没有规则 {rule_id}，这条决定与规则包不符。")
        lines.append(
            Line(rule_id, rule.article, rule.text, result, worker, staff, amount_fen, cut_fen, change, rule.mark.value)
        )
    return tuple(lines)

"""Versioned formulas (公式): the arithmetic of the rules, in Python, named ``name@version`` by the packs.

A released version is never edited, because old decisions must come out the same: a correction is a new version in its
own module. A formula gets plain values and gives plain values; its sentences come from the pack.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from anxin.policy.engine.pack import Value
from anxin.policy.engine.trace import Result


class Write(Protocol):
    """Adds a line with one of the pack's sentences for this rule; ``values`` fill its places."""

    def __call__(
        self, say: str, values: Mapping[str, Any], *, amount_fen: int | None = None, cut_fen: int | None = None
    ) -> None: ...


AmountFunction = Callable[[Mapping[str, Any], Mapping[str, Value], int, Write], int | None]
"""From facts, parameters and the amount so far (fen) to the amount after this rule; None when it cannot be known."""


@dataclass(frozen=True, slots=True)
class Say:
    """One thing an amount formula may say: what it means, and which places its sentence may use."""

    result: Result
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Derivation:
    """Computes one fact from others; gives None when it cannot."""

    function: Callable[..., Any]
    takes: tuple[str, ...]
    gives: str
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Amount:
    """Computes money: reads ``facts`` and ``parameters``, writes lines."""

    function: AmountFunction
    facts: tuple[str, ...]
    parameters: tuple[str, ...]
    says: Mapping[str, Say]


Registry = Mapping[str, Derivation | Amount]

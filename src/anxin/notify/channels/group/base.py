"""What a group robot is, and how a text is split to fit it."""

from __future__ import annotations

from typing import Final, Protocol

from anxin.kit.errors import BadInput
from anxin.notify.types import RobotMood

_MARK_BYTES: Final = len("（10/10）\n".encode())


class GroupWay(Protocol):
    """A kind of robot.

    Attributes:
        per_minute: how many messages one robot takes in a minute.
        bytes_most: how long one message may be, in bytes of UTF-8.
    """

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def simulated(self) -> bool: ...

    @property
    def per_minute(self) -> int: ...

    @property
    def bytes_most(self) -> int: ...

    def check_address(self, address: str) -> None:
        """Refuse an address that cannot be one of its robots.

        Raises:
            BadInput: with a sentence saying where to find the right one.
        """

    def say(self, *, address: str, text: str, mood: RobotMood) -> None:
        """Say a text. ``mood`` is for simulators.

        Raises:
            NotSent: not now. NoAddress: the robot is gone.
        """


_ways: Final[dict[str, GroupWay]] = {}


def register(entry: GroupWay) -> None:
    """Make a kind of robot selectable."""
    _ways[entry.key] = entry


def ways() -> tuple[GroupWay, ...]:
    """Every kind."""
    return tuple(_ways.values())


def way(key: str) -> GroupWay:
    """A kind by its key.

    Raises:
        BadInput: there is none.
    """
    try:
        return _ways[key]
    except KeyError as error:
        raise BadInput("请选择群机器人的类型。", field="kind") from error


def split(text: str, *, bytes_most: int) -> list[str]:
    """A text in pieces that fit: at line ends where possible, never inside a character, numbered when several."""
    if len(text.encode()) <= bytes_most:
        return [text]
    room = bytes_most - _MARK_BYTES
    pieces, piece = [], ""
    for part in _small(text, room):
        if piece and len((piece + part).encode()) > room:
            pieces.append(piece.rstrip("\n"))
            piece = ""
        piece += part
    pieces.append(piece.rstrip("\n"))
    return [f"（{number}/{len(pieces)}）\n{each}" for number, each in enumerate(pieces, start=1)]


def _small(text: str, room: int) -> list[str]:
    """Lines, and lines that are too long cut between characters."""
    parts = []
    for each in text.splitlines(keepends=True):
        while len(each.encode()) > room:
            head = each.encode()[:room].decode(errors="ignore")
            parts.append(head)
            each = each[len(head) :]
        parts.append(each)
    return parts

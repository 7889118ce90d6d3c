"""The bytes between the parent and the child that reads: length-prefixed frames, nothing that runs code."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

LENGTH = struct.Struct(">Q")


def pack(frames: Sequence[bytes]) -> bytes:
    """Frames as one string of bytes."""
    return b"".join(LENGTH.pack(len(frame)) + frame for frame in frames)


def message(frames: Sequence[bytes]) -> bytes:
    """Frames as one message: its length, then the frames."""
    body = pack(frames)
    return LENGTH.pack(len(body)) + body


def unpack(data: bytes) -> Iterator[bytes]:
    """The frames again.

    Raises:
        ValueError: when the data ends inside a frame.
    """
    place = 0
    while place < len(data):
        if len(data) - place < LENGTH.size:
            raise ValueError("the data ends inside a length")
        (length,) = LENGTH.unpack_from(data, place)
        place += LENGTH.size
        if len(data) - place < length:
            raise ValueError("the data ends inside a frame")
        yield data[place : place + length]
        place += length

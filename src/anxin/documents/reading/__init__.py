"""Reading papers: bytes in, kind and fields out. Pure, offline, deterministic."""

from anxin.documents.reading.base import Limits, NotReadable, ReadResult
from anxin.documents.reading.read import read_bytes

__all__ = ["Limits", "NotReadable", "ReadResult", "read_bytes"]

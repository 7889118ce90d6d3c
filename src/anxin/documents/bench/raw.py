"""The reference: the packaged text recognition as it comes, asked only whether the texts of a paper are in it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Mapping
from typing import Any

import numpy
from PIL import Image

from anxin.documents.bench.scoring import plain
from anxin.documents.reading.ocr.picture import simplified
from anxin.kit.money import yuan

_DATES = ("issued_on", "visited_on", "happened_at", "signed_on")


class RawReader:
    """The library's own whole way, with its own settings."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        self.engine = RapidOCR(params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": 2})

    def text(self, photo: bytes) -> str:
        """All that it reads on a photograph."""
        found = self.engine(numpy.asarray(Image.open(io.BytesIO(photo)).convert("RGB"))[:, :, ::-1])
        return simplified("".join(found.txts or ()))


def raw_hits(truth: Mapping[str, Any], text: str) -> tuple[int, int]:
    """How many of the texts of a paper stand in it word for word, and how many there are."""
    wanted = [plain(one) for one in _texts(truth)]
    seen = plain(text)
    return sum(one in seen for one in wanted), len(wanted)


def _texts(truth: Mapping[str, Any]) -> Iterator[str]:
    """What is printed letter by letter as the truth has it: no dates, no codes of ours."""
    for name, value in truth.items():
        if name in ("items", "drugs", "parties"):
            for row in value:
                yield from (str(row[key]) for key in ("name", "id_number") if row.get(key))
                yield from (yuan(row["amount_fen"]).replace(",", "") for _ in range("amount_fen" in row))
        elif isinstance(value, str) and name not in (*_DATES, "side"):
            yield value
        elif name == "total_fen" and value is not None:
            yield yuan(value).replace(",", "")

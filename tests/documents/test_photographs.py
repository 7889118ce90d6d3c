"""Photographs read by the packaged models: turned any way, and several papers on one table."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from anxin.documents.bench.papers import a_paper
from anxin.documents.bench.scoring import score
from anxin.documents.reading.ocr import available
from anxin.documents.reading.read import read_bytes
from anxin.documents.specimens.sheets import Fonts, picture
from anxin.documents.types import PaperKind

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not available(), reason="no text recognition installed")]
TABLE = "#6b5a48"


def sheet(layout: str, dots: float) -> Image.Image:
    return picture(a_paper(layout, 3).paper, Fonts(Path(settings.ANXIN_NODE_MODULES)), dots)


def jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def on_a_table(size: tuple[int, int], *papers: tuple[Image.Image, int, int, float]) -> Image.Image:
    table = Image.new("RGB", size, TABLE)
    for paper, x, y, angle in papers:
        turned = paper.convert("RGBA").rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
        table.paste(turned, (x, y), turned)
    return table


@pytest.mark.parametrize("angle", [90, 180, 257])
def test_a_paper_is_read_whichever_way_it_lies(angle: float) -> None:
    drawn, card = a_paper("id_card", 3), sheet("id_card", 11)
    width, height = card.rotate(angle, expand=True).size
    shot = on_a_table((width + 300, height + 300), (card, 150, 150, angle))

    result = read_bytes("", jpeg(shot))

    assert result.kind is PaperKind.ID_CARD
    assert score(drawn.kind, drawn.truth, result).keys_right == 2


def test_two_papers_on_one_photograph_are_two_papers() -> None:
    shot = on_a_table((2100, 1200), (sheet("id_card", 11), 60, 200, 3), (sheet("bank_card", 11), 1100, 150, -4))

    result = read_bytes("", jpeg(shot), kind=PaperKind.BANK_CARD)

    card, identity = a_paper("bank_card", 3), a_paper("id_card", 3)
    assert [result.kind, *(other.kind for other in result.others)] == [PaperKind.BANK_CARD, PaperKind.ID_CARD]
    assert result.fields["number"].value == card.truth["number"]
    assert result.others[0].fields["id_number"].value == identity.truth["id_number"]
    assert result.problems[0].sentence.startswith("这里有 2 份材料：社保卡或银行卡、身份证。")

"""The slip: what stands on it, and that a printer's bytes are the very picture."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pypdfium2
import pytest
import zxingcpp
from django.utils.translation import override
from PIL import Image

from anxin.kit.clock import at_time
from anxin.market.slip import Slip, pdf, picture, raster
from anxin.market.slip.lines import lines
from anxin.market.slip.picture import WIDTH_DOTS, _font, broken

AT = at_time(date(2026, 11, 23), 8, 12)
SLIP = Slip(
    number="P1123-0042",
    title="叉车司机",
    employer="试东物流园（演示）",
    pay="280 元/天",
    paid_how="当天结清",
    when="11月24日 周二 07:30—17:30",
    place="试东区双井路 18 号",
    way="地铁7号线 双井站 B口 出来右转 200 米",
    contact="刘试站",
    phone="010-00000022",
    slots_left=3,
    ahead=1,
    why=("工种一致 +40", "技能 2/2 +25"),
    missing=("健康证",),
    bring=("身份证", "叉车证"),
    url="https://anxin.example/jobs/0193f1d2-7b3a-7c11-8f00-abcdefabcdef/",
    market="试东零工市场（演示）",
    printed_at=AT,
    held_until=AT + timedelta(minutes=20),
    valid_until=AT + timedelta(hours=8),
    version="w1·i20261123",
)


def printed(content: bytes) -> Image.Image:
    """What a printer would put on paper for these bytes."""
    negative = bytes(255 - value for value in range(256))
    bands, place = [], content.index(b"\x1dv0")
    while content[place : place + 3] == b"\x1dv0":
        across = int.from_bytes(content[place + 4 : place + 6], "little")
        rows = int.from_bytes(content[place + 6 : place + 8], "little")
        size = across * rows
        bands.append(
            Image.frombytes("1", (across * 8, rows), content[place + 8 : place + 8 + size].translate(negative))
        )
        place += 8 + size
    sheet = Image.new("1", (bands[0].width, sum(band.height for band in bands)))
    top = 0
    for band in bands:
        sheet.paste(band, (0, top))
        top += band.height
    return sheet


def code_on(image: Image.Image) -> str:
    return zxingcpp.read_barcodes(image.convert("L"))[0].text


def test_the_printers_bytes_are_the_picture_and_its_code_opens_the_job() -> None:
    sheet = picture(SLIP)

    paper = printed(raster(sheet))

    assert paper.size == sheet.size
    assert paper.tobytes() == sheet.tobytes()
    assert code_on(paper) == SLIP.url


def test_the_pdf_is_one_page_eighty_millimetres_wide_with_the_same_code() -> None:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf(SLIP)))

    assert len(document) == 1
    assert document[0].get_size()[0] == pytest.approx(80 / 25.4 * 72, abs=1)
    assert code_on(document[0].render(scale=3).to_pil()) == SLIP.url


def test_the_job_comes_first_and_largest_then_pay_time_and_place() -> None:
    told = [line for line in lines(SLIP) if line.style not in {"head", "rule"}]

    assert [line.style for line in told[:2]] == ["title", "pay"]
    assert [line.term for line in told if line.term] == ["时间", "地方", "怎么走", "找谁", "带上"]


def test_a_place_that_is_kept_says_until_when_and_one_that_is_not_does_not() -> None:
    kept = [line.text for line in lines(SLIP)]
    loose = [line.text for line in lines(replace(SLIP, held_until=None, offline=True))]

    assert "名额为您留到 08:32" in kept
    assert not any("留到" in text for text in loose)
    assert any("断网时打印" in text for text in loose)


def test_the_worker_is_not_named_so_a_lost_slip_gives_nobody_away() -> None:
    assert not {"worker", "name", "id_number"} & set(Slip.__slots__)


def test_who_reads_english_gets_an_english_slip_and_the_employers_words_stay() -> None:
    with override("en"):
        said = [(line.style, line.term, line.text) for line in lines(replace(SLIP, trade="Forklift driver"))]

    assert ("title", "", "叉车司机") in said
    assert ("strong", "", "Forklift driver") in said
    assert ("fact", "Ask for", "刘试站  010-00000022") in said
    assert any(text.startswith("A place is kept for you until") for _style, _term, text in said)
    assert all(_font(26, False).getlength(term) < 92 for _style, term, _text in said)


@pytest.mark.parametrize(
    "text",
    ["地铁7号线 双井站 B口 出来右转 200 米，门口有绿色大门" * 3, "A" * 200, "：" * 90, "🚚搬家" * 40, ""],
)
def test_no_row_runs_off_the_paper(text: str) -> None:
    font = _font(32, False)

    rows = broken(text, font, 400)

    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    assert all(font.getlength(row.rstrip("，。、：")) <= 400 for row in rows)
    assert not any(row.startswith(("，", "。")) for row in rows[1:])


def test_a_number_is_not_torn_apart() -> None:
    rows = broken("出来右转再走大约 12000 米就到", _font(32, False), 300)

    assert any("12000" in row for row in rows)


def test_a_picture_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="multiple of eight"):
        raster(Image.new("1", (WIDTH_DOTS + 3, 10)))

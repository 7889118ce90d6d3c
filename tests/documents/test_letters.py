"""Letters: the same data gives the same bytes, the font is inside, and user text is only ever text."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from anxin.documents.letters import LETTERS, NoFont, font_files, render
from anxin.kit.errors import BadInput

AT = datetime(2026, 11, 4, 1, tzinfo=UTC)
SET: dict[str, Any] = {"name": "赵试骑", "signature": None, "sums": 1}


def a_signature(size: tuple[int, int] = (300, 100)) -> bytes:
    out = BytesIO()
    Image.new("RGBA", size, (20, 20, 60, 255)).save(out, "PNG")
    return out.getvalue()


def data_for(template: str, **given: Any) -> dict[str, Any]:
    lists: dict[str, list[Any]] = {
        "wishes": [{"chosen": True, "text": "申请医疗待遇"}],
        "statements": ["以上内容属实。"],
        "paragraphs": ["我同意。"],
        "items": [{"name": "胸部CT", "claimed": "¥230.00", "paid": "¥230.00", "why": "目录内"}],
        "lines": [{"article": "第二条", "result": "通过", "sentence": "在本市急诊就医"}],
        "reasons": [{"sentence": "不在接单期间", "article": "第十条", "text": "条文"}],
        "would_change": ["如果补上处方，可再报 ¥38.20。"],
        "steps": ["等电话。"],
        "headers": ["姓名", "欠付（元）"],
        "rows": [["赵试瓦", "5,400.00"], ["合计", "5,400.00"]],
        "widths": [3, 2],
        "articles": [{"article": "第十条", "sentence": "不在目录内"}],
        "outside": ["可以申请行政复议。"],
    }
    if template == "premium_statement":
        line = {"month": "2026-11", "industry": "即时配送", "rate": "0.0700", "orders": "100", "amount": "7.00"}
        lists["lines"] = [line]
    plain = {name: lists.get(name, f"某{name}") for name in LETTERS[template]} | {
        "name": "赵试骑",
        "signature": None,
        "sums": 1,
    }
    return {name: plain[name] for name in LETTERS[template]} | given


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text.replace("\r\n", "").replace("\n", "")


@pytest.mark.parametrize("template", LETTERS)
def test_a_letter_is_the_same_twice_and_archivable_with_its_font(template: str) -> None:
    first, second = (render(template, data_for(template), at=AT) for _ in range(2))

    assert first == second
    with pikepdf.open(BytesIO(first)) as pdf:
        assert pdf.open_metadata().pdfa_status == "2B"
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert fonts
        descriptors = [font.DescendantFonts[0].FontDescriptor for font in fonts]
        assert all({"/FontFile2", "/FontFile3"} & set(descriptor.keys()) for descriptor in descriptors)


def test_the_decision_sheet_says_amount_article_change_and_objection() -> None:
    data = data_for("decision", amount="¥302.00", amount_words="叁佰零贰元整", objection="收到后可以提出异议。")

    text = text_of(render("decision", data, at=AT))

    for part in ("¥302.00", "叁佰零贰元整", "第二条", "如果补上处方", "收到后可以提出异议"):
        assert part in text.replace(" ", "")


def test_markup_in_a_name_stays_text() -> None:
    name = '#image("/etc/passwd") $x$ <b>*粗*</b> \\ " {0}'

    assert "#image(" in text_of(render("application", data_for("application", name=name), at=AT))


def test_a_signature_is_drawn_into_the_form() -> None:
    signed = render("application", data_for("application", signature=a_signature()), at=AT)

    with pikepdf.open(BytesIO(signed)) as pdf:
        assert "/XObject" in pdf.pages[0].Resources


@pytest.mark.parametrize("signature", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\n", a_signature((9000, 10))])
def test_a_signature_that_is_no_small_picture_is_refused(signature: bytes) -> None:
    with pytest.raises(BadInput, match="签名"):
        render("application", data_for("application", signature=signature), at=AT)


def test_missing_data_is_a_mistake_of_the_caller() -> None:
    data = data_for("refusal")
    del data["objection"]

    with pytest.raises(LookupError, match="objection"):
        render("refusal", data, at=AT)


def test_without_the_font_a_sentence_says_what_to_run(settings: Any, tmp_path: Any) -> None:
    settings.ANXIN_NODE_MODULES = tmp_path
    font_files.cache_clear()
    with pytest.raises(NoFont, match="script/bootstrap"):
        render("refusal", data_for("refusal"), at=AT)
    font_files.cache_clear()

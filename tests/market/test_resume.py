"""Résumés: one page in the worker's own words, in three formats, with what a model wrote marked as such."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from anxin.kit.clock import at_time
from anxin.market.resume import Certificate, PastWork, ResumeFacts, draft, json_resume
from anxin.market.resume.drafting import tidy_words
from anxin.market.resume.paper import pdf
from anxin.market.resume.word import docx
from anxin.market.resume.writers import NoAnswer, writer

AT = at_time(date(2026, 11, 23), 12)
RECORDED = json.loads((Path(__file__).parent / "recorded/openai_ok.json").read_text(encoding="utf-8"))
FACTS = ResumeFacts(
    name="赵试工",
    phone="13900000001",
    trades=("叉车司机", "装卸工"),
    district="试东区",
    years=6,
    skills=("平衡重叉车", "看提货单"),
    certificates=(Certificate("叉车证 N1", date(2027, 5, 1), checked=True),),
    past=(PastWork("叉车司机", "试东物流园", "2019", "2024", "每天装卸三十多车"),),
    free_when="周一至周六白天",
    radius_km=10,
    pay_fen=28_000,
    tools=("劳保鞋",),
    words="嗯，我干活踏实 不怕苦,,开叉车开了五年",
)


def text_of(file: bytes) -> str:
    """The text of a PDF, without the line breaks of its layout."""
    return "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(io.BytesIO(file)))


def test_the_page_says_what_the_worker_said_and_nothing_about_age_sex_or_origin() -> None:
    text = text_of(pdf(draft(FACTS), at=AT))

    assert "赵试工" in text
    assert "叉车司机，驾龄 6 年" in text
    assert "每天 280 元左右" in text
    assert "有效期到2027年5月1日" in text.replace(" ", "")
    assert "出生" not in text


def test_everything_stands_on_one_page_however_much_was_entered() -> None:
    many = replace(
        FACTS,
        skills=tuple(f"很长很长的技能名称{number}" for number in range(60)),
        certificates=tuple(Certificate(f"证书名称很长很长很长{number}") for number in range(40)),
        past=tuple(
            PastWork("做了很多年的工作" * 3, "一个名字很长的单位" * 4, "2001", "2002", "说" * 400) for _ in range(30)
        ),
        words="我" * 3000,
    )

    assert len(pypdfium2.PdfDocument(io.BytesIO(pdf(draft(many), at=AT)))) == 1


def test_what_was_not_told_is_left_out() -> None:
    bare = draft(ResumeFacts(name="古丽·试巴依", phone="", trades=()))

    assert bare.headline == "愿意从头学，什么活都可以谈"
    assert bare.sections == ()
    assert len(pypdfium2.PdfDocument(io.BytesIO(pdf(bare, at=AT)))) == 1


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("嗯，我干活踏实 不怕苦,,能吃苦", "我干活踏实不怕苦，能吃苦。"),
        ("我会   做饭。。", "我会做饭。"),
        ("I can drive", "I can drive。"),
        ("会开车\n\n会修车", "会开车会修车。"),
        ("", ""),
    ],
)
def test_own_words_are_tidied_and_not_reworded(said: str, written: str) -> None:
    assert tidy_words(said) == written


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_tidying_twice_changes_nothing_more(said: str) -> None:
    once = tidy_words(said)

    assert tidy_words(once) == once
    assert len(once) <= 301


def test_the_word_file_opens_and_says_the_same() -> None:
    made = Document(io.BytesIO(docx(draft(FACTS), at=AT)))

    text = "\n".join(paragraph.text for paragraph in made.paragraphs)
    assert "叉车司机，驾龄 6 年" in text
    assert "我干活踏实不怕苦" in text
    assert made.core_properties.author == "赵试工"


def test_machines_read_the_json() -> None:
    told = json_resume(FACTS, at=AT)

    assert told["basics"]["name"] == "赵试工"
    assert told["work"] == [
        {
            "name": "试东物流园",
            "position": "叉车司机",
            "startDate": "2019",
            "endDate": "2024",
            "summary": "每天装卸三十多车",
        }
    ]
    assert told["meta"]["expects"]["pay"] == "280.00"
    assert told["meta"]["generated"] is False
    json.dumps(told)


def test_a_text_of_a_model_is_marked_in_every_file() -> None:
    polished = draft(replace(FACTS, polished="我踏实肯干，有五年叉车经验。"))

    file = pdf(polished, at=AT)

    assert "由语言模型润色" in text_of(file)
    with pikepdf.open(io.BytesIO(file)) as opened:
        assert "AI-generated" in str(opened.docinfo["/Keywords"])
    word = Document(io.BytesIO(docx(polished, at=AT)))
    assert any("由语言模型润色" in paragraph.text for paragraph in word.paragraphs)
    assert "AI-generated" in word.core_properties.comments
    assert json_resume(replace(FACTS, polished="我踏实。"), at=AT)["meta"]["generated"] is True


def test_a_photo_stands_on_the_page() -> None:
    out = io.BytesIO()
    Image.new("RGB", (90, 120), (40, 90, 70)).save(out, "JPEG")

    with_photo = pdf(draft(replace(FACTS, photo=out.getvalue())), at=AT)

    with pikepdf.open(io.BytesIO(with_photo)) as opened:
        assert len(opened.pages[0].get_images()) == 1


class _Model(HTTPServer):
    """Answers what was recorded and remembers what it was asked."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.body, self.asked = status, body, list[dict[str, Any]]()


class _Handler(BaseHTTPRequestHandler):
    server: _Model

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(json.loads(content) | {"path": self.path, "key": self.headers["Authorization"]})
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def model(settings: Any) -> Iterator[_Model]:
    server = _Model(200, json.dumps(RECORDED["answer"], ensure_ascii=False).encode())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.ANXIN_WRITER, settings.ANXIN_WRITER_MODEL, settings.ANXIN_WRITER_KEY = "openai", "shi-yan", "k"
    settings.ANXIN_WRITER_URL = f"http://127.0.0.1:{server.server_port}/v1"
    yield server
    server.shutdown()
    server.server_close()


def test_no_model_is_asked_unless_the_bureau_chose_one() -> None:
    assert writer() is None


def test_a_model_gets_words_and_trade_but_no_numbers_of_the_person(model: _Model) -> None:
    chosen = writer()
    assert chosen is not None

    text = chosen.polish(words="我电话13900000001，开叉车五年", trade="叉车司机")

    asked = model.asked[0]
    assert text == RECORDED["answer"]["choices"][0]["message"]["content"]
    assert (asked["path"], asked["key"], asked["model"]) == ("/v1/chat/completions", "Bearer k", "shi-yan")
    assert "13900000001" not in json.dumps(asked)
    assert "开叉车五年" in asked["messages"][1]["content"]


@pytest.mark.parametrize(("status", "body"), [(500, b""), (200, b"{}"), (200, b"[1]"), (200, b"not json")])
def test_a_model_that_answers_nonsense_leaves_the_own_words(model: _Model, status: int, body: bytes) -> None:
    model.status, model.body = status, body
    chosen = writer()
    assert chosen is not None

    with pytest.raises(NoAnswer, match="已保留您的原话"):
        chosen.polish(words="开叉车", trade="叉车司机")

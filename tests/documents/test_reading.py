"""Reading the drawn cases: exact from files with text, right from photos, in a child process of its own."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from anxin.documents import selectors
from anxin.documents.reading.base import Limits, ReadResult
from anxin.documents.reading.ocr import available
from anxin.documents.reading.read import read_bytes
from anxin.documents.services import file_store, paper_add, paper_kind_set, paper_read, papers_unstick
from anxin.documents.types import PaperKind, PaperState
from tests.given.papers import NOON, REVIEWER, a_jpeg, a_paper

Read = Callable[[str], dict[str, Any]]

RIB_ITEMS = [
    ("急诊医事服务费", 1, "次", 7000, "诊察费"),
    ("CT平扫(胸部)", 1, "部位", 18000, "检查费"),
    ("布洛芬缓释胶囊", 2, "盒", 5200, "西药费"),
]
ANKLE_ITEMS = [
    ("门诊医事服务费", 1, "次", 5000, "诊察费"),
    ("DR(左踝关节)", 1, "部位", 9600, "检查费"),
    ("石膏固定(左踝)", 1, "次", 18500, "治疗费"),
    ("弹力绷带", 1, "卷", 3800, "卫生材料费"),
    ("双氯芬酸钠缓释片", 2, "盒", 7200, "西药费"),
]


def rows_of(items: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    names = {"（": "(", "）": ")"}
    return [("".join(names.get(letter, letter) for letter in item["name"]), *list(item.values())[1:]) for item in items]


@cache
def read_file(path: Path) -> ReadResult:
    """Photos take seconds, so each is read once."""
    return read_bytes(path.name, path.read_bytes())


@pytest.fixture
def read(drawn: Path) -> Read:
    """Read a drawn file by its path; values only."""

    def run(name: str) -> dict[str, Any]:
        result = read_file(drawn / name)
        assert result.readable
        assert len(result.previews) == 1
        return {key: found.value for key, found in result.fields.items()} | {"kind": result.kind}

    return run


def test_an_electronic_receipt_reads_exactly(read: Read, drawn: Path) -> None:
    values = read("rib-fracture/receipt.ofd")

    items = values.pop("items")
    assert values == {
        "kind": PaperKind.RECEIPT,
        "ticket_code": "11060126",
        "ticket_number": "0022739009",
        "check_code": "55e825",
        "payer": "赵试骑",
        "payer_id": "990101********4176",
        "issued_on": "2026-11-03",
        "visited_on": "2026-11-03",
        "hospital": "海淀示范医院（演示）",
        "total_fen": 30200,
        "insurance_paid_fen": 0,
        "account_paid_fen": 0,
        "cash_paid_fen": 30200,
    }
    assert rows_of(items) == RIB_ITEMS
    result = read_bytes("", (drawn / "rib-fracture/receipt.ofd").read_bytes())
    assert {found.confidence for found in result.fields.values()} == {1.0}
    assert all(found.boxes for found in result.fields.values())


def test_the_data_file_of_a_receipt_reads_like_the_receipt(read: Read, tmp_path: Path) -> None:
    from anxin.documents.specimens.cases import RIB
    from anxin.documents.specimens.papers import receipt_xml

    result = read_bytes("原始.xml", receipt_xml(RIB))

    assert result.kind is PaperKind.RECEIPT
    assert result.fields["ticket_number"].value == "0022739009"
    assert rows_of(result.fields["items"].value) == RIB_ITEMS


def test_a_receipt_as_pdf_without_data_reads_from_its_print(drawn: Path) -> None:
    from django.conf import settings

    from anxin.documents.specimens.cases import ANKLE
    from anxin.documents.specimens.papers import receipt
    from anxin.documents.specimens.sheets import Fonts, pdf

    result = read_bytes("", pdf(receipt(ANKLE), Fonts(Path(settings.ANXIN_NODE_MODULES))))

    assert rows_of(result.fields["items"].value) == ANKLE_ITEMS
    assert result.fields["total_fen"].value == 44100
    assert result.fields["hospital"].value == "延庆示范医院(演示)"
    assert result.problems == ()


def test_a_diagnosis_reads_part_side_and_that_no_stay_is_needed(read: Read) -> None:
    assert read("rib-fracture/diagnosis.pdf") == {
        "kind": PaperKind.DIAGNOSIS,
        "patient": "赵试骑",
        "hospital": "海淀示范医院(演示)",
        "diagnosis": "右侧第6肋骨不全骨折",
        "icd": "S22.300",
        "body_parts": ["thorax"],
        "side": "右",
        "issued_on": "2026-11-03",
        "inpatient_needed": False,
    }


def test_a_statement_reads_time_place_and_party(read: Read) -> None:
    values = read("rib-fracture/statement.pdf")

    assert values["kind"] is PaperKind.SELF_STATEMENT
    assert values["happened_at"] == "2026-11-03T15:22"
    assert values["place"] == "北京市海淀区示范路12号院门口"
    assert [party["name"] for party in values["parties"]] == ["赵试骑"]


def test_our_own_forms_are_read_back_with_their_signature(read: Read) -> None:
    for name, kind in (("application", PaperKind.APPLICATION), ("consent", PaperKind.CONSENT)):
        values = read(f"rib-fracture/{name}.pdf")
        assert values["kind"] is kind
        assert values["name"] == "赵试骑"
        assert values["id_number"] == "990101199005174176"
        assert (values["signed"], values["signed_on"]) == (True, "2026-11-03")


def test_a_prescription_reads_its_drugs(read: Read) -> None:
    assert read("rib-fracture/prescription.pdf")["drugs"] == [{"name": "布洛芬缓释胶囊", "quantity": 2, "unit": "盒"}]


photos = pytest.mark.skipif(not available(), reason="text recognition is an optional extra")


@photos
@pytest.mark.slow
def test_photos_of_the_ankle_case_read_right(read: Read) -> None:
    receipt = read("ankle-fracture/receipt.jpg")
    assert rows_of(receipt["items"]) == ANKLE_ITEMS
    assert (receipt["ticket_number"], receipt["check_code"], receipt["total_fen"]) == ("0031580228", "138973", 44100)
    assert (receipt["payer"], receipt["issued_on"]) == ("钱试送", "2026-11-10")

    diagnosis = read("ankle-fracture/diagnosis.jpg")
    assert (diagnosis["icd"], diagnosis["body_parts"], diagnosis["side"]) == ("S82.800", ["ankle_foot"], "左")

    liability = read("ankle-fracture/liability.jpg")
    assert [(party["name"], party["level"]) for party in liability["parties"]] == [
        ("钱试送", "同等"),
        ("孙试路", "同等"),
    ]
    assert liability["happened_at"] == "2026-11-10T10:37"


@photos
@pytest.mark.slow
def test_what_only_a_picture_says_is_never_certain_but_a_code_that_agrees_is(drawn: Path) -> None:
    result = read_file(drawn / "ankle-fracture/receipt.jpg")

    assert result.fields["ticket_number"].confidence == 1.0
    assert result.fields["items"].confidence < 1.0
    assert result.fields["payer"].confidence < 1.0


def test_without_text_recognition_a_photo_still_gives_its_code_and_says_what_to_do(drawn: Path) -> None:
    result = read_bytes("", (drawn / "ankle-fracture/receipt.jpg").read_bytes(), limits=Limits(ocr=False))

    assert "items" not in result.fields
    assert [problem.code for problem in result.problems] == ["no_ocr"]
    assert result.previews


@pytest.mark.django_db
def test_a_paper_is_read_in_a_child_and_its_preview_can_be_seen(drawn: Path) -> None:
    paper_id = a_paper((drawn / "rib-fracture/receipt.ofd").read_bytes(), kind=None)

    paper_read(paper_id=paper_id, at=NOON)

    view = selectors.paper(paper_id)
    assert (view.kind, view.state, view.pages) == (PaperKind.RECEIPT, PaperState.READ, 1)
    assert selectors.values(paper_id)["total_fen"] == 30200
    preview = selectors.preview(paper_id, 0)
    assert preview is not None
    assert preview.startswith(b"\xff\xd8\xff")


@pytest.mark.django_db
def test_a_paper_in_the_wrong_slot_keeps_its_slot_and_says_so(drawn: Path) -> None:
    paper_id = a_paper((drawn / "rib-fracture/diagnosis.pdf").read_bytes(), kind=PaperKind.RECEIPT)

    paper_read(paper_id=paper_id, at=NOON)

    view = selectors.paper(paper_id)
    assert view.kind is PaperKind.RECEIPT
    assert "看起来像“诊断证明书”" in view.problems[0].sentence

    paper_kind_set(paper_id=paper_id, kind=PaperKind.DIAGNOSIS, actor=REVIEWER, at=NOON)
    paper_read(paper_id=paper_id, at=NOON)
    assert selectors.values(paper_id)["icd"] == "S22.300"


@pytest.mark.django_db
def test_an_unreadable_paper_says_what_to_do_and_can_still_be_filled_by_hand() -> None:
    paper_id = a_paper(b"%PDF-1.4 broken")

    paper_read(paper_id=paper_id, at=NOON)

    view = selectors.paper(paper_id)
    assert view.state is PaperState.UNREADABLE
    assert "拍照上传" in view.problems[0].sentence


@pytest.mark.django_db
def test_a_lost_reading_is_found_by_the_sweep_and_given_up_after_three_dead_readers() -> None:
    from datetime import timedelta

    from anxin.documents.models import Paper

    paper_id = a_paper()
    assert papers_unstick(at=NOON) == []
    assert papers_unstick(at=NOON + timedelta(hours=1)) == [paper_id]

    Paper.objects.filter(pk=paper_id).update(state="reading", attempts=3)
    paper_read(paper_id=paper_id, at=NOON + timedelta(hours=1))
    assert selectors.paper(paper_id).problems[0].code == "reader_died"
    assert papers_unstick(at=NOON + timedelta(days=1)) == []


@pytest.mark.django_db
def test_what_the_product_made_itself_gets_a_preview_and_keeps_its_values(drawn: Path) -> None:
    content = (drawn / "rib-fracture/application.pdf").read_bytes()
    file = file_store(name="", content=content, actor=REVIEWER, at=NOON)
    paper_id = paper_add(
        file_id=file.id, kind=PaperKind.APPLICATION, subject="trial:1", actor=REVIEWER, at=NOON, read=False
    )

    paper_read(paper_id=paper_id, at=NOON)

    assert selectors.paper(paper_id).pages == 1
    assert selectors.values(paper_id)["name"] is None


@pytest.mark.django_db
def test_a_preview_carries_nothing_of_the_file_but_its_pixels() -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x010E] = "<script>alert(1)</script>"
    exif[0x0112] = 6
    content = a_jpeg(size=(600, 900), exif=exif.tobytes())

    result = read_bytes("", content, limits=Limits(ocr=False))

    assert b"script" not in result.previews[0]
    assert b"Exif" not in result.previews[0]

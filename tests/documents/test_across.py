"""Findings that only several papers, or several cases, show together; and signals of a changed picture."""

import io
from datetime import datetime
from typing import Any

import pytest
from PIL import Image, ImageFilter

from anxin.documents.crosschecks import across
from anxin.documents.fields import specs
from anxin.documents.models import Paper
from anxin.documents.reading.base import Limits
from anxin.documents.reading.pictures import look_of
from anxin.documents.reading.read import read_bytes
from anxin.documents.selectors import similar_elsewhere
from anxin.documents.types import FieldView, PaperKind, PaperState, PaperView
from anxin.kit.ids import uuid7
from tests.given.papers import NOON, a_jpeg, a_paper


def seen(kind: PaperKind, at: datetime = NOON, **values: Any) -> PaperView:
    fields = tuple(
        FieldView(one.name, one.label, one.type, values.get(one.name), 1.0, (), None, False, "", None)
        for one in specs(kind)
    )
    return PaperView(uuid7(), kind, PaperState.READ, "trial:1", "", "image/jpeg", "", 1, fields, (), "", at, uuid7())


def codes(paper: PaperView, *others: PaperView) -> list[str]:
    return [problem.code for problem in across(paper, (paper, *others))]


def test_papers_of_one_person_and_one_hospital_agree() -> None:
    receipt = seen(PaperKind.RECEIPT, payer="张*骑", hospital="示范医院", total_fen=30200)
    diagnosis = seen(PaperKind.DIAGNOSIS, patient="张试骑", hospital="示 范 医 院")

    assert codes(receipt, diagnosis, seen(PaperKind.FEE_LIST, total_fen=30200)) == []


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (seen(PaperKind.DIAGNOSIS, patient="李试送"), "names_differ"),
        (seen(PaperKind.DIAGNOSIS, hospital="样板医院"), "hospitals_differ"),
    ],
)
def test_a_paper_of_somebody_or_somewhere_else_is_named(other: PaperView, code: str) -> None:
    receipt = seen(PaperKind.RECEIPT, payer="张试骑", hospital="示范医院")

    assert codes(receipt, other) == [code]


def test_a_fee_list_fits_one_receipt_or_all_together() -> None:
    receipts = (seen(PaperKind.RECEIPT, total_fen=100), seen(PaperKind.RECEIPT, total_fen=200))

    assert codes(seen(PaperKind.FEE_LIST, total_fen=300), *receipts) == []
    assert codes(seen(PaperKind.FEE_LIST, total_fen=301), *receipts) == ["list_total_differs"]


def a_scene(seed: int) -> Image.Image:
    noise = Image.effect_noise((40 + seed, 30), 90).resize((640, 480), Image.Resampling.BICUBIC)
    return noise.filter(ImageFilter.GaussianBlur(12)).convert("RGB")


def test_a_picture_stored_again_looks_nearly_the_same_and_another_does_not() -> None:
    scene, out = a_scene(0), io.BytesIO()
    scene.resize((500, 375)).save(out, "JPEG", quality=60)

    again, other = look_of(Image.open(out)), look_of(a_scene(9))

    assert (look_of(scene) ^ again).bit_count() <= 4
    assert (look_of(scene) ^ other).bit_count() > 8


@pytest.mark.django_db
def test_almost_the_same_photograph_in_another_file_is_found() -> None:
    first, second, other = (
        a_paper(a_jpeg(colour), kind=PaperKind.SCENE_PHOTO, subject=f"trial:{n}")
        for n, colour in enumerate(("red", "green", "blue"))
    )
    for paper_id, look in ((first, -16), (second, -13), (other, 0x0F0F)):
        Paper.objects.filter(pk=paper_id).update(look=look)

    assert similar_elsewhere(first) == ("trial:1",)
    assert similar_elsewhere(other) == ()


def test_a_picture_from_an_editor_carries_a_signal_for_people() -> None:
    exif = Image.Exif()
    exif[0x0131] = "Adobe Photoshop 25.0 (Windows)"
    edited = read_bytes("", a_jpeg(size=(800, 800), exif=exif.tobytes()), limits=Limits(ocr=False))
    plain = read_bytes("", a_jpeg(size=(800, 800)), limits=Limits(ocr=False))

    assert "edited" in {problem.code for problem in edited.problems}
    assert "edited" not in {problem.code for problem in plain.problems}

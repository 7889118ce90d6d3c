"""Originals: stored once, typed by content, found again unchanged."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase

from anxin.documents import selectors, storage
from anxin.documents.models import FieldConfirmation, StoredFile
from anxin.documents.services import (
    fields_confirm,
    file_store,
    files_sweep,
    papers_destroy,
    receipt_use_claim,
)
from anxin.kit.errors import BadInput
from tests.given.papers import NOON, REVIEWER, a_jpeg, a_paper

pytestmark = pytest.mark.django_db


def test_the_same_bytes_are_stored_once() -> None:
    first = file_store(name="a.jpg", content=a_jpeg(), actor=REVIEWER, at=NOON)
    second = file_store(name="b.jpg", content=a_jpeg(), actor=REVIEWER, at=NOON)

    assert first == second
    assert StoredFile.objects.count() == 1


def test_an_original_comes_back_byte_for_byte_and_lies_sealed(data_folder: Path) -> None:
    content = a_jpeg(comment=b"a narrative")
    paper_id = a_paper(content)

    assert selectors.original(paper_id)[1] == content
    (on_disk,) = [path for path in (data_folder / "files").rglob("*") if path.is_file()]
    assert b"a narrative" not in on_disk.read_bytes()
    assert on_disk.stat().st_mode & 0o077 == 0


def test_a_flipped_bit_on_disk_is_noticed(data_folder: Path) -> None:
    paper_id = a_paper()
    (on_disk,) = [path for path in (data_folder / "files").rglob("*") if path.is_file()]
    damaged = bytearray(on_disk.read_bytes())
    damaged[40] ^= 1
    on_disk.write_bytes(damaged)

    with pytest.raises(storage.FileDamaged):
        selectors.original(paper_id)


def test_a_file_without_a_row_is_swept_and_one_with_a_row_stays(data_folder: Path) -> None:
    a_paper(a_jpeg("red"))
    storage.write(b"left behind", storage.digest(b"left behind"))
    long_ago = (NOON - timedelta(days=3)).timestamp()
    for path in (data_folder / "files").rglob("*"):
        os.utime(path, (long_ago, long_ago))

    assert files_sweep(at=NOON) == 1
    assert len([path for path in (data_folder / "files").rglob("*") if path.is_file()]) == 1


def test_a_stored_file_row_cannot_be_changed() -> None:
    a_paper()

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        StoredFile.objects.update(media_type="text/html")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"<html><script>1</script></html>", "打不开"),
        (b"GIF89a\x01\x00\x01\x00<html>%PDF-1.4", "打不开"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "打不开"),
        (b"MZ\x90\x00", "打不开"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xc3\x50\x00\x00\xc3\x50\x01\x00\x00\x00\x00", "尺寸"),
    ],
)
def test_what_we_do_not_read_is_refused_with_a_sentence(data_folder: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        file_store(name="票据.jpg", content=content, actor=REVIEWER, at=NOON)

    assert not (data_folder / "files").exists()


def test_a_file_over_the_limit_is_refused(settings: object) -> None:
    settings.ANXIN_UPLOAD_BYTES_MAX = 500  # type: ignore[attr-defined]

    with pytest.raises(BadInput, match="兆"):
        file_store(name="big.jpg", content=a_jpeg(size=(400, 400)), actor=REVIEWER, at=NOON)


def test_names_decide_nothing_and_odd_names_are_kept_harmless() -> None:
    for name in ("con.pdf", "发票\u202egpj.exe", "换\n行.jpg", "长" * 300, ""):
        assert file_store(name=name, content=a_jpeg(), actor=REVIEWER, at=NOON).media_type == "image/jpeg"


def test_destroying_papers_leaves_nothing_but_that_the_receipt_was_used(data_folder: Path) -> None:
    shared = a_jpeg("blue")
    doomed = [a_paper(a_jpeg("red"), subject="trial:1"), a_paper(shared, subject="trial:1")]
    kept = a_paper(shared, subject="trial:2")
    use = {"code": "11060126", "number": "0022739009", "actor": REVIEWER, "at": NOON}
    receipt_use_claim(subject="trial:1", **use)
    for paper_id in (*doomed, kept):
        fields_confirm(paper_id=paper_id, values={"payer": "赵试骑"}, actor=REVIEWER, at=NOON)
    storage.previews_write(storage.digest(a_jpeg("red")), [b"page"])

    with TestCase.captureOnCommitCallbacks(execute=True):
        assert papers_destroy(subject="trial:1") == 2

    assert papers_destroy(subject="trial:1") == 0
    assert selectors.papers_of("trial:1") == ()
    assert selectors.values(kept)["payer"] == "赵试骑"
    assert selectors.original(kept)[1] == shared
    assert len([path for path in data_folder.rglob("*") if path.is_file()]) == 1
    assert not receipt_use_claim(subject="trial:2", **use).taken


def test_after_destroying_evidence_is_as_firm_as_before() -> None:
    paper_id = a_paper(subject="trial:2")
    fields_confirm(paper_id=paper_id, values={"payer": "赵试骑"}, actor=REVIEWER, at=NOON)
    papers_destroy(subject="trial:1")

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        FieldConfirmation.objects.all().delete()

"""Five photographs on a phone: the coach tells what is wrong with a blurred one, the papers fill the form, a person
at the desk looks at what the reader was not sure of.
"""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as project
from PIL import Image, ImageFilter
from playwright.sync_api import expect

from anxin.documents.bench.papers import a_paper
from anxin.documents.bench.photographs import photographed
from anxin.documents.selectors import paper, papers_of
from anxin.documents.specimens.sheets import Fonts
from anxin.documents.types import PaperKind, PaperView
from tests.given.claims import a_reported
from tests.given.jobs import run_jobs
from tests.given.people import City
from tests.given.shelf import made_once
from tests.journeys.conftest import Journey, Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _data(settings: Any, tmp_path: Path) -> None:
    settings.ANXIN_DATA = tmp_path


def a_photo(layout: str) -> bytes:
    """A paper of a layout as an ordinary hand takes it; to draw it takes as long as to read it."""

    def taken(folder: Path) -> None:
        fonts = Fonts(Path(project.ANXIN_NODE_MODULES))
        photo = photographed(a_paper(layout, 0), fonts, "ordinary", zlib.crc32(layout.encode()))
        (folder / "photo.jpg").write_bytes(photo)

    return (made_once(f"photo-{layout}", taken) / "photo.jpg").read_bytes()


def shaken(photo: bytes) -> bytes:
    """The same, taken by a hand that moved."""
    out = BytesIO()
    Image.open(BytesIO(photo)).filter(ImageFilter.GaussianBlur(11)).save(out, "JPEG", quality=70)
    return out.getvalue()


def hand_in(me: Journey, case_id: UUID, slot: str, photo: bytes, *, kind: str = "") -> None:
    """Choose a photo on the page of a document; it goes up by itself and is read."""
    me.open(f"/cases/{case_id}/papers/{slot}/")
    if kind:
        me.page.locator(f'label:has(input[value="{kind}"])').click()
    file = {"name": f"{slot}.jpg", "mimeType": "image/jpeg", "buffer": photo}
    before = me.page.locator("#slot-papers .paper-row").count()
    me.page.locator("#files").set_input_files(file)
    expect(me.page.locator("#slot-papers .paper-row")).to_have_count(before + 1)
    run_jobs()
    expect(me.page.locator("#slot-papers .spinner")).to_have_count(0)


def take_again(me: Journey, photo: bytes) -> None:
    """Press the button beside a photo that could not be read: the new one takes its place."""
    with me.page.expect_file_chooser() as chooser, me.page.expect_response("**/papers/receipt/"):
        me.page.get_by_text("重拍一张").click()
        chooser.value.set_files({"name": "again.jpg", "mimeType": "image/jpeg", "buffer": photo})
    run_jobs()
    expect(me.page.locator("#slot-papers .spinner")).to_have_count(0)
    expect(me.page.locator("#slot-papers .paper-row")).to_have_count(1)


def newest(case_id: UUID, kind: PaperKind) -> PaperView:
    return [one for one in papers_of(f"case:{case_id}") if one.kind is kind][-1]


def test_five_photographs_become_a_filled_claim(stage: Stage, house: City) -> None:
    given = a_reported(city=house)
    me, receipt = stage.worker(given.rider), a_photo("itemised")

    hand_in(me, given.case_id, "receipt", shaken(receipt))
    expect(me.page.locator("#slot-papers .danger-text")).to_contain_text("再拍一张")
    me.look("blurred")

    take_again(me, receipt)
    hand_in(me, given.case_id, "diagnosis", a_photo("certificate"))
    hand_in(me, given.case_id, "liability", a_photo("simple"), kind="liability")
    hand_in(me, given.case_id, "record", a_photo("prescription"), kind="prescription")
    me.look("read")

    truth, told = a_paper("itemised", 0).truth, a_paper("certificate", 0).truth
    read = newest(given.case_id, PaperKind.RECEIPT)
    assert {name: read.values()[name] for name in ("ticket_number", "total_fen", "issued_on")} == {
        name: truth[name] for name in ("ticket_number", "total_fen", "issued_on")
    }
    assert newest(given.case_id, PaperKind.DIAGNOSIS).values()["diagnosis"] == told["diagnosis"]

    handler = stage.staff(given.handler, "desk")
    handler.open(f"/desk/papers/{read.id}/")
    expect(handler.page.get_by_label("票据号码")).to_have_value(truth["ticket_number"])
    handler.page.get_by_label("收款单位").fill("示范医院（演示）")
    handler.look("one-field-corrected")
    handler.page.keyboard.press("Control+Enter")
    handler.page.wait_for_url(lambda address: str(read.id) not in address)

    confirmed = {item.name: item for item in paper(read.id).fields}["hospital"]
    assert (confirmed.value, confirmed.confirmed_by) == ("示范医院(演示)", given.handler.name)
    assert confirmed.read == truth["hospital"]

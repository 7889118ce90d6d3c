"""A glance at a photograph: what is plainly wrong is said at once, and nothing is said against a good one."""

import io
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from PIL import Image, ImageEnhance, ImageFilter

from anxin.claims.checklist import SLOTS, slot_view
from anxin.documents import selectors
from anxin.documents.bench.papers import a_paper
from anxin.documents.models import Paper
from anxin.documents.reading.base import Limits
from anxin.documents.reading.glance import glance
from anxin.documents.services import paper_glance, paper_read
from anxin.documents.specimens.sheets import Fonts, picture
from anxin.documents.types import PaperKind
from tests.given.papers import NOON
from tests.given.papers import a_paper as a_stored_paper


@pytest.fixture(scope="module")
def shot() -> Image.Image:
    """An identity card on a dark table."""
    sheet = picture(a_paper("id_card", 3).paper, Fonts(Path(settings.ANXIN_NODE_MODULES)), 11)
    table = Image.new("RGB", (sheet.width + 160, sheet.height + 160), "#5a4a3c")
    table.paste(sheet, (80, 80))
    return table


def seen(image: Image.Image) -> str:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return glance(out.getvalue(), Limits())


def test_a_good_photograph_is_clear(shot: Image.Image) -> None:
    assert seen(shot) == "clear"
    assert seen(shot.rotate(12, expand=True, fillcolor="#5a4a3c")) == "clear"


def test_a_shaken_dark_small_or_cut_one_is_told_apart(shot: Image.Image) -> None:
    sheet = shot.crop((80, 80, shot.width - 80, shot.height - 80))

    assert seen(shot.filter(ImageFilter.GaussianBlur(7))) == "blurred"
    assert seen(ImageEnhance.Brightness(shot).enhance(0.2)) == "dark"
    assert seen(shot.resize((420, 280))) == "too_small"
    assert seen(sheet.crop((260, 0, sheet.width, sheet.height))) == "cut_off"


def test_what_is_no_picture_gets_no_glance() -> None:
    assert glance(b"%PDF-1.7", Limits()) == ""


@pytest.mark.django_db
def test_a_worker_is_told_before_the_reading_and_never_after_it(shot: Image.Image, drawn: Path) -> None:
    out = io.BytesIO()
    shot.filter(ImageFilter.GaussianBlur(7)).save(out, "JPEG")
    shaken = a_stored_paper(out.getvalue())
    read = a_stored_paper((drawn / "rib-fracture/receipt.ofd").read_bytes())

    paper_read(paper_id=read, at=NOON)
    for one in (shaken, read):
        paper_glance(paper_id=one)

    assert [Paper.objects.get(pk=one).glance for one in (shaken, read)] == ["blurred", ""]
    assert "糊了" in card_of(shaken)
    assert card_of(read) == ""


def card_of(paper_id: UUID) -> str:
    """What stands about the glance on the worker's page."""
    slot = next(one for one in SLOTS if PaperKind.RECEIPT in one.accepts)
    return slot_view(slot, 1, (selectors.paper(paper_id),)).papers[0].glance

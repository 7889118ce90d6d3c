"""A handler checks a paper without a mouse: focus shows the place on the picture, one key confirms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from playwright.sync_api import expect

from anxin.claims.services import paper_attach
from anxin.documents import selectors
from anxin.documents.services import paper_read
from anxin.documents.specimens.cases import RIB
from anxin.documents.specimens.papers import receipt
from anxin.documents.specimens.sheets import Fonts, pdf
from tests.given.claims import REPORTED, a_reported
from tests.given.people import City
from tests.journeys.conftest import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _data(settings: Any, tmp_path: Path) -> None:
    settings.ANXIN_DATA = tmp_path


def test_a_handler_checks_a_receipt_from_the_keyboard(stage: Stage, house: City) -> None:
    given = a_reported(city=house)
    content = pdf(receipt(RIB), Fonts(Path(project.ANXIN_NODE_MODULES)))
    paper_id = paper_attach(
        actor=given.rider, case_id=given.case_id, kind="receipt", name="票据.pdf", content=content, at=REPORTED
    )
    paper_read(paper_id=paper_id, at=REPORTED)
    handler = stage.staff(given.handler, "papers")

    handler.open(f"/desk/cases/{given.case_id}/")
    handler.page.get_by_role("link", name="医疗收费票据").first.click()
    expect(handler.page.get_by_label("票据号码")).to_have_value("0022739009")
    handler.look("receipt")

    handler.page.get_by_label("票据号码").focus()
    expect(handler.page.locator('rect[data-mark="ticket_number"]')).to_have_class("is-on")
    handler.page.keyboard.press("Tab")
    expect(handler.page.locator('rect[data-mark="ticket_number"]')).not_to_have_class("is-on")
    handler.look("place-shown")

    handler.page.get_by_label("交款人", exact=True).fill("赵试旗")
    handler.page.keyboard.press("Control+Enter")
    handler.page.wait_for_url(f"**/desk/cases/{given.case_id}/")

    assert selectors.paper(paper_id).confirmed
    handler.open(f"/desk/papers/{paper_id}/")
    expect(handler.page.get_by_text("识读为")).to_be_visible()
    handler.look("corrected")

"""The reviewer's page of a paper: seen only through the case, confirmed by a person, nothing typed is lost."""

import re
from html import escape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from anxin.claims.services import paper_attach
from anxin.documents import selectors
from anxin.documents.services import paper_read
from anxin.documents.specimens.cases import RIB
from anxin.documents.specimens.papers import receipt
from anxin.documents.specimens.sheets import Fonts, pdf
from anxin.documents.types import PaperKind
from anxin.identity.types import OrgKind, Role
from tests.given.claims import REPORTED, Given, a_reported
from tests.given.people import a_staff, an_org, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def receipt_pdf() -> bytes:
    return pdf(receipt(RIB), Fonts(Path(project.ANXIN_NODE_MODULES)))


@pytest.fixture(scope="module")
def given(one_city_for_all: None) -> Given:
    return a_reported()


@pytest.fixture(scope="module")
def paper_id(given: Given, receipt_pdf: bytes) -> Any:
    """A receipt that the rider handed in and that was read."""
    paper = paper_attach(
        actor=given.rider, case_id=given.case_id, kind="receipt", name="票据.pdf", content=receipt_pdf, at=REPORTED
    )
    paper_read(paper_id=paper, at=REPORTED)
    return paper


def form_of(html: str) -> dict[str, str]:
    """What a browser would send of the page's fields."""
    inputs = re.findall(r'<input[^>]*name="([^"]+)"[^>]*?value="([^"]*)"', html)
    chosen = re.findall(r'<select name="([^"]+)"[^>]*>.*?<option value="([^"]*)" selected', html, re.S)
    return {name: value for name, value in [*inputs, *chosen] if name not in {"csrfmiddlewaretoken", "q", "kind"}}


def test_picture_fields_and_places_stand_on_one_page(given: Given, paper_id: Any) -> None:
    response = signed_in(given.handler).get(reverse("paper", args=[paper_id]))

    assertContains(response, 'value="0022739009"')
    assertContains(response, 'value="302.00"')
    assertContains(response, 'id="mark-ticket_number"')
    assertContains(response, 'id="mark-items-2"')
    assertContains(response, "目录内 · 胸部")
    assertContains(response, reverse("paper-image", args=[paper_id, 0]))
    assertNotContains(response, "style=")


def test_a_paper_of_somebody_else_is_noticed_by_name_and_number(given: Given, paper_id: Any) -> None:
    response = signed_in(given.handler).get(reverse("paper", args=[paper_id]))

    assertContains(response, "票据上的证件号与申请人的对不上")


def test_confirming_all_keeps_who_and_goes_on(given: Given, paper_id: Any) -> None:
    browser = signed_in(given.handler)
    page = browser.get(reverse("paper", args=[paper_id])).content.decode()

    response = browser.post(reverse("paper", args=[paper_id]), form_of(page))

    assert response.status_code == 302
    assert response["Location"] == reverse("case", args=[given.case_id])
    view = selectors.paper(paper_id)
    assert view.confirmed
    assert {field.confirmed_by for field in view.fields} == {"王试甲"}
    assert view.values()["items"][1]["amount_fen"] == 18000
    assert not any(field.differs for field in view.fields)


def test_a_correction_is_marked_beside_what_was_read(given: Given, paper_id: Any) -> None:
    browser = signed_in(given.handler)
    form = form_of(browser.get(reverse("paper", args=[paper_id])).content.decode())

    browser.post(reverse("paper", args=[paper_id]), form | {"payer": "赵试旗", "items-0-amount_fen": "７１.００"})

    page = browser.get(reverse("paper", args=[paper_id]))
    assert selectors.values(paper_id)["payer"] == "赵试旗"
    assert selectors.values(paper_id)["items"][0]["amount_fen"] == 7100
    assertContains(page, "<del>赵试骑</del>", html=True)
    assertContains(page, "已更正")
    assertContains(page, "各项合计 ¥303.00，票据合计 ¥302.00，不一致")


def test_a_value_that_cannot_be_is_refused_and_everything_typed_is_still_there(given: Given, paper_id: Any) -> None:
    browser = signed_in(given.handler)
    form = form_of(browser.get(reverse("paper", args=[paper_id])).content.decode())
    typed = form | {"total_fen": "302.295", "payer": "赵试改", "items-1-name": "改过的项目"}

    response = browser.post(reverse("paper", args=[paper_id]), typed)

    assert response.status_code == 422
    for text in ("金额合计：", "302.295", "赵试改", "改过的项目"):
        assertContains(response, text, status_code=422)
    assert not any(field.is_confirmed for field in selectors.paper(paper_id).fields)


def test_what_people_type_is_only_ever_text(given: Given, paper_id: Any) -> None:
    browser = signed_in(given.handler)
    form = form_of(browser.get(reverse("paper", args=[paper_id])).content.decode())
    nasty = '"><script>alert(1)</script>'

    browser.post(reverse("paper", args=[paper_id]), form | {"hospital": nasty, "items-0-name": nasty})

    page = browser.get(reverse("paper", args=[paper_id]))
    assertNotContains(page, "<script>alert(1)")
    assertContains(page, escape(nasty))


def test_the_picture_is_served_as_a_picture_only(given: Given, paper_id: Any) -> None:
    response = signed_in(given.handler).get(reverse("paper-image", args=[paper_id, 0]))

    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"].startswith("private")
    assert response.content.startswith(b"\xff\xd8\xff")
    assert signed_in(given.handler).get(reverse("paper-image", args=[paper_id, 7])).status_code == 404


def test_a_stranger_sees_neither_page_nor_picture_nor_may_confirm(given: Given, paper_id: Any) -> None:
    stranger = a_staff(Role.INSURER_HANDLER, org=an_org(OrgKind.INSURER), name="孙试路")
    browser = signed_in(stranger)

    assert browser.get(reverse("paper", args=[paper_id])).status_code == 404
    assert browser.get(reverse("paper-image", args=[paper_id, 0])).status_code == 404
    assert browser.post(reverse("paper", args=[paper_id]), {"has-payer": "1", "payer": "x"}).status_code == 404
    assert browser.post(reverse("paper-kind", args=[paper_id]), {"kind": "other"}).status_code == 404


def test_the_platform_sees_no_receipt(given: Given, paper_id: Any) -> None:
    assert signed_in(given.operator).get(reverse("paper", args=[paper_id])).status_code == 404


def test_who_only_watches_may_look_and_not_confirm(given: Given, paper_id: Any) -> None:
    watcher = a_staff(Role.SUPERVISOR, org=given.city.bureau, name="周试督")
    browser = signed_in(watcher)

    page = browser.get(reverse("paper", args=[paper_id]))
    assert page.status_code == 200
    assertNotContains(page, "以上内容已对照原件核对")
    answer = browser.post(reverse("paper", args=[paper_id]), {"has-payer": "1", "payer": "x"})
    assert answer.status_code == 403
    assert not any(field.is_confirmed for field in selectors.paper(paper_id).fields)


def test_the_look_at_a_person_leaves_a_line(given: Given, paper_id: Any) -> None:
    from anxin.identity.selectors import reads_of

    browser = signed_in(given.handler)
    browser.cookies["django_language"] = "en"
    browser.get(reverse("paper", args=[paper_id]))

    assert given.rider.worker_id is not None
    assert any("核对材料" in entry.purpose for entry in reads_of(given.rider.worker_id))


def test_a_paper_in_the_wrong_place_can_be_put_right(given: Given, paper_id: Any) -> None:
    browser = signed_in(given.handler)

    browser.post(reverse("paper-kind", args=[paper_id]), {"kind": "fee_list"})
    paper_read(paper_id=paper_id, at=REPORTED)

    assert selectors.paper(paper_id).kind is PaperKind.FEE_LIST
    assertContains(browser.get(reverse("paper", args=[paper_id])), "费用清单")


def test_a_paper_that_is_still_read_says_so_and_can_be_filled_meanwhile(given: Given, receipt_pdf: bytes) -> None:
    waiting = paper_attach(
        actor=given.rider, case_id=given.case_id, kind="receipt", name="a.pdf", content=receipt_pdf, at=REPORTED
    )

    page = signed_in(given.handler).get(reverse("paper", args=[waiting]))

    assertContains(page, "正在识读")
    assertContains(page, 'name="ticket_number"')

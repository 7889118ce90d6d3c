"""The worker's pages as a browser without JavaScript meets them, and what they refuse."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from anxin.cases.selectors import documents
from anxin.claims.models import Objection, Report
from anxin.claims.selectors import claim_for_worker
from anxin.claims.services import adverse_confirm, adverse_propose, claim_advance
from anxin.claims.types import PaperCard, SlotState, SlotView
from anxin.identity.selectors import actor_for
from anxin.identity.types import Actor, Role
from anxin.kit.ids import uuid7
from tests.given.claims import Given, a_complete, a_reported
from tests.given.cover import an_order
from tests.given.jobs import run_jobs
from tests.given.people import NOON, City, a_city, a_staff, a_worker, signed_in
from tests.given.pictures import a_photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(scope="module")
def city(one_city_for_all: None) -> City:
    made = a_city()
    a_staff(Role.INSURER_HANDLER, org=made.insurer)
    return made


@pytest.fixture(scope="module")
def rider(city: City) -> Actor:
    worker = a_worker()
    an_order(worker, city.platform.id, region="990101")
    return worker


def text(response) -> str:
    return response.content.decode()


# --- reporting ---


def test_a_report_needs_only_how_it_happened(rider: Actor):
    browser = signed_in(rider)

    answer = browser.post(reverse("report"), {"client_key": "k-1", "what": "fall"}, follow=True)

    report = Report.objects.get()
    assert report.happened_at == NOON
    assert report.claim.number in text(answer)
    assert "负责您的案件" in text(answer)


def test_two_taps_with_one_key_are_one_report(rider: Actor):
    browser = signed_in(rider)

    first = browser.post(reverse("report"), {"client_key": "k-1", "what": "fall"})
    second = browser.post(reverse("report"), {"client_key": "k-1", "what": "fall"})

    assert Report.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_a_report_kept_without_a_network_happened_when_the_button_was_pressed(rider: Actor):
    tapped = "2026-11-23T03:50:00.000Z"

    answer = signed_in(rider).post(
        reverse("report"),
        {"client_key": "k-1", "what": "fall", "when": "now", "tapped_at": tapped},
        headers={"Accept": "application/json"},
    )

    assert Report.objects.get().happened_at.isoformat() == "2026-11-23T03:50:00+00:00"
    assert answer.json()["next"].startswith("/cases/")


@pytest.mark.parametrize("tapped", ["2036-01-01T00:00:00Z", "nonsense", "2026-11-23T03:50:00", "9999-99-99T00:00:00Z"])
def test_a_phone_whose_clock_is_wrong_still_reports(rider: Actor, tapped: str):
    signed_in(rider).post(reverse("report"), {"client_key": "k-1", "what": "fall", "tapped_at": tapped})

    assert Report.objects.get().happened_at == NOON


def test_an_earlier_accident_needs_its_time_and_keeps_what_was_typed(rider: Actor):
    answer = signed_in(rider).post(reverse("report"), {"what": "fall", "when": "earlier", "narrative": "雨天路滑"})

    assert answer.status_code == 422
    assert "请选一下受伤的时间" in text(answer)
    assert "雨天路滑" in text(answer)
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"what": "dance"}, "请点一下是怎么受伤的"),
        ({}, "请点一下是怎么受伤的"),
        ({"what": "fall", "when": "earlier", "happened_at": "2030-01-01T10:00"}, "将来"),
        ({"what": "fall", "place": "x" * 201}, "200"),
    ],
)
def test_a_bad_report_is_answered_with_a_sentence_to_page_and_phone(rider: Actor, sent: dict[str, str], said: str):
    browser = signed_in(rider)

    page = browser.post(reverse("report"), sent)
    told = browser.post(reverse("report"), sent, headers={"Accept": "application/json"})

    assert (page.status_code, told.status_code) == (422, 422)
    assert said in text(page) or said in told.json()["sentence"]
    assert told.json()["sentence"]


def test_photos_come_with_the_report_and_are_seen_by_who_works_on_it(city: City, rider: Actor):
    browser = signed_in(rider)
    photos = [SimpleUploadedFile(f"{name}.jpg", a_photo(name), "image/jpeg") for name in ("a", "b")]

    browser.post(reverse("report"), {"client_key": "k-1", "what": "fall", "photos": photos})

    report = Report.objects.get()
    assert len(report.photos) == 2
    run_jobs()
    claim = claim_for_worker(actor=rider, case_id=report.claim_id)
    assert len(claim.scene) == 2, "they are papers of the case"
    assert (
        browser.get(reverse("my-paper-image", args=[report.claim_id, claim.scene[0]]))["Content-Type"] == "image/jpeg"
    )
    handler = actor_for(report.claim.case.handler_id, on=NOON.date())
    for reader, sees in ((handler, True), (a_staff(Role.PLATFORM_OPERATOR, org=city.platform), False)):
        seen = [paper for paper in documents(reader, report.claim_id) if paper.kind == "scene_photo"]
        assert bool(seen) is sees, reader.name


def test_the_order_of_another_moment_is_shown_when_asked(rider: Actor):
    browser = signed_in(rider)

    now = text(browser.get(reverse("report-order")))
    before = text(browser.get(reverse("report-order"), {"happened_at": "2026-11-20T10:00"}))

    assert "您当时正在送" in now
    assert "您当时正在送" not in before
    assert "没有找到订单也可以先报案" in before


def test_the_form_kept_on_the_phone_holds_nothing_personal(rider: Actor):
    kept = text(signed_in(rider).get(reverse("report-offline")))

    assert "赵试骑" not in kept
    assert "您当时正在送" not in kept
    assert 'name="what"' in kept


def test_the_service_worker_names_files_that_exist(client: Client):
    worker = client.get("/sw.js")

    assert worker["Content-Type"].startswith("text/javascript")
    assert worker["Cache-Control"] == "no-cache"
    addresses = [line.strip().strip('",') for line in text(worker).splitlines() if line.strip().startswith('"/')]
    assert "/report/offline/" in [address.encode().decode("unicode_escape") for address in addresses]


def test_the_manifest_makes_an_app(client: Client):
    manifest = client.get("/manifest.webmanifest").json()

    assert manifest["display"] == "standalone"
    assert manifest["icons"]


# --- papers and signature ---


def test_a_paper_is_handed_in_without_javascript(rider: Actor, city: City):
    given = a_reported(rider=rider, city=city, on_order=False)
    browser = signed_in(rider)
    address = reverse("my-papers", args=[given.case_id, "receipt"])

    browser.post(address, {"kind": "receipt", "files": SimpleUploadedFile("r.jpg", a_photo(), "image/jpeg")})
    run_jobs()

    page = text(browser.get(address))
    assert "医疗收费票据" in page
    assert "my-paper-image" not in page
    assert reverse("my-case", args=[given.case_id]) in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": "receipt"}, "还没有选照片或文件"),
        (
            {"kind": "diagnosis", "files": SimpleUploadedFile("r.jpg", a_photo(), "image/jpeg")},
            "请选一下这是哪一种材料",
        ),
        ({"kind": "receipt", "files": SimpleUploadedFile("r.exe", b"MZ\x90", "image/jpeg")}, "。"),
    ],
)
def test_a_paper_that_cannot_be_taken_is_answered_with_a_sentence(rider: Actor, city: City, sent, said: str):
    given = a_reported(rider=rider, city=city, on_order=False)
    address = reverse("my-papers", args=[given.case_id, "receipt"])

    page = signed_in(rider).post(address, sent)

    assert page.status_code >= 400
    assert said in text(page)


def test_a_typed_name_signs_for_who_cannot_draw(rider: Actor, city: City):
    given = a_complete(rider=rider, city=city, on_order=False)
    browser = signed_in(rider)
    address = reverse("my-signature", args=[given.case_id])
    page = text(browser.get(address))
    digest = page.split('name="consent_sha256" value="')[1][:64]

    answer = browser.post(address, {"agreed": "1", "typed_name": "赵试骑", "consent_sha256": digest}, follow=True)

    assert "已签名" in text(answer)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"agreed": "1"}, "请在框里签名"),
        ({"typed_name": "赵试骑"}, "请先看一遍"),
        ({"agreed": "1", "typed_name": "别人"}, "实名"),
        ({"agreed": "1", "signature": "data:text/html;base64,PGI+"}, "签"),
    ],
)
def test_a_signature_that_is_none_is_refused_and_the_form_kept(rider: Actor, city: City, sent, said: str):
    given = a_complete(rider=rider, city=city, on_order=False)
    browser = signed_in(rider)
    address = reverse("my-signature", args=[given.case_id])
    digest = text(browser.get(address)).split('name="consent_sha256" value="')[1][:64]

    answer = browser.post(address, sent | {"consent_sha256": digest})

    assert answer.status_code == 422
    assert said in text(answer)


# --- nobody else's ---


@pytest.mark.parametrize(
    "route",
    [
        "my-case",
        "report-received",
        "my-signature",
        "my-payee",
        "my-decision",
        "my-decision-sheet",
        "my-objection",
        "my-withdrawal",
    ],
)
def test_somebody_elses_case_is_not_found(city: City, rider: Actor, route: str):
    given = a_reported(rider=rider, city=city, on_order=False)
    stranger = signed_in(a_worker("钱试骑"))

    assert stranger.get(reverse(route, args=[given.case_id])).status_code == 404


def test_somebody_elses_papers_are_not_found(city: City, rider: Actor):
    given: Given = a_complete(rider=rider, city=city, on_order=False)
    stranger = signed_in(a_worker("钱试骑"))
    own = a_reported(rider=a_worker("孙试骑"), city=city)
    other = signed_in(own.rider)
    paper = given.papers["receipt"]

    assert stranger.get(reverse("my-papers", args=[given.case_id, "receipt"])).status_code == 404
    assert stranger.get(reverse("my-paper-image", args=[given.case_id, paper])).status_code == 404
    assert other.get(reverse("my-paper-image", args=[own.case_id, paper])).status_code == 404


def test_before_a_decision_the_decision_page_leads_back_to_the_case(rider: Actor, city: City):
    given = a_reported(rider=rider, city=city, on_order=False)

    answer = signed_in(rider).get(reverse("my-decision", args=[given.case_id]))

    assert answer["Location"] == reverse("my-case", args=[given.case_id])


# --- states ---


def test_a_list_without_cases_says_what_will_stand_there_and_how_to_start():
    page = text(signed_in(a_worker()).get(reverse("my-cases")))

    assert "这里会列出您的案件" in page
    assert reverse("report") in page


def test_the_doors_open_when_todays_cover_cannot_be_read(rider: Actor, monkeypatch: pytest.MonkeyPatch):
    from django.db import DatabaseError

    from anxin.web.worker import home

    def away(*args: object) -> None:
        raise DatabaseError("no orders today")

    monkeypatch.setattr(home, "cover_today", away)
    page = text(signed_in(rider).get("/"))

    assert "今天的保障暂时没有取到" in page
    assert "我受伤了" in page


def test_messages_are_read_once_seen(rider: Actor, city: City, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        a_reported(rider=rider, city=city, on_order=False)
    run_jobs()
    browser = signed_in(rider)

    first, second = text(browser.get(reverse("my-messages"))), text(browser.get(reverse("my-messages")))

    assert "badge-info" in first
    assert "badge-info" not in second


def test_a_withdrawn_report_can_be_seen_and_not_moved(rider: Actor, city: City):
    given = a_reported(rider=rider, city=city, on_order=False)
    browser = signed_in(rider)

    browser.post(reverse("my-withdrawal", args=[given.case_id]))

    page = text(browser.get(reverse("my-case", args=[given.case_id])))
    assert "已撤回" in page
    assert "撤回这个报案" not in page


def test_an_objection_needs_a_reason_and_a_decision(rider: Actor, city: City):
    given = a_reported(rider=rider, city=city, on_order=False)
    address = reverse("my-objection", args=[given.case_id])
    browser = signed_in(rider)

    undecided = text(browser.get(address, follow=True))
    assert "核定后才能提出异议" in undecided
    assert "为什么" not in undecided


def test_who_has_objected_reads_who_looks_by_when_and_finds_the_answer_from_its_message(rider: Actor, city: City):
    items = {"items": (("营养咨询费", 5000),)}
    given = a_complete(rider=rider, city=city, on_order=False, receipt=items)
    claim_advance(case_id=given.case_id, at=NOON)
    first, second = (city.staff(Role.BUREAU_REVIEWER, name=name) for name in ("孙试审", "周试复"))
    adverse_propose(actor=first, case_id=given.case_id, at=NOON, amount_fen=0, reason="与受伤无关", article="目录")
    adverse_confirm(actor=second, case_id=given.case_id, at=NOON, refuse=True, reason="同意")
    browser, address = signed_in(rider), reverse("my-objection", args=[given.case_id])

    asked = text(browser.get(address))
    assert "与受伤无关" in asked
    assert "请写一句原因" in text(browser.post(address, {"reason": ""}))
    page = text(browser.post(address, {"reason": "就是那天摔的"}, follow=True))
    assert "由没有办过这个案件的人复查" in page
    assert "看原因，提出异议" not in page

    objection = Objection.objects.get()
    photo = SimpleUploadedFile("处方.jpg", a_photo("record"), content_type="image/jpeg")
    more = text(browser.post(address, {"proof_kind": "prescription", "files": photo}, follow=True))
    assert "补交的证明：处方" in more
    followed = browser.get(reverse("my-case", args=[objection.pk]))
    assert followed["Location"].startswith(reverse("my-case", args=[given.case_id]))
    assert signed_in(a_worker("钱试骑")).get(reverse("my-case", args=[objection.pk])).status_code == 404
    withdrawn = text(browser.post(reverse("my-withdrawal", args=[given.case_id]) + "?objection", follow=True))
    assert "您撤回了这个异议，原决定不变" in withdrawn
    assert "不同意这个结果" in withdrawn


def test_a_late_payment_says_who_follows_it_up_and_not_how_many_days_it_is_late(city: City, settings, tmp_path):
    settings.ANXIN_DATA = tmp_path
    given = a_complete(city=city)
    claim_advance(case_id=given.case_id, at=NOON)

    with time_machine.travel(NOON + timedelta(days=20), tick=False):
        page = text(signed_in(given.rider).get(reverse("my-case", args=[given.case_id])))

    assert "财务已收到提醒，银行一有结果马上告诉您" in page
    assert "想问办得怎样，可以打经办员 王试甲 的电话" in page
    assert "已超期" not in page


@pytest.mark.parametrize(("state", "shouts"), [(SlotState.PROBLEM, True), (SlotState.TO_CONFIRM, False)])
def test_a_photo_that_could_not_be_read_is_no_alarm_beside_one_that_could(state: SlotState, shouts: bool):
    blurred = PaperCard(uuid7(), "diagnosis", "诊断证明书", SlotState.PROBLEM, "", "没看清", NOON, ("请再拍一张。",))
    slot = SlotView("diagnosis", 3, "诊断证明书", state, "", (), (blurred,))
    facts = {"slot": slot, "claim": SimpleNamespace(case_id=uuid7())}

    page = render_to_string("worker/partials/papers.html", facts)

    assert ("请再拍一张。" in page) is shouts
    assert ("不用再拍" in page) is not shouts
    assert "重拍一张" in page

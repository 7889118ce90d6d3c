"""The premium pages from end to end: close, declare, settle differences, collect; and the worker's own page."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from anxin.cover.models import Bill
from anxin.cover.services import orders_take
from anxin.cover.types import UNRATED
from anxin.identity.types import Actor, Role
from anxin.kit.clock import at_time, now
from anxin.kit.tables import write_csv
from anxin.web.staff.templatetags.desk import yuan4
from tests.given.cover import a_line
from tests.given.jobs import run_jobs
from tests.given.people import a_city, a_worker, signed_in

IN_OCTOBER = at_time(date(2026, 10, 20), 12)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(db, settings, tmp_path):
    settings.ANXIN_DATA = tmp_path


@pytest.fixture
def city():
    city, rider = a_city(), a_worker()
    lines = [a_line(rider, order_no=f"D{n}", accepted_at=IN_OCTOBER - timedelta(minutes=n)) for n in range(5)]
    orders_take(platform_id=city.platform.id, lines=lines, actor=Actor.system(), at=IN_OCTOBER)
    return city, lines


def test_finance_closes_a_month_and_clears_its_differences(city):
    city, lines = city
    desk = signed_in(city.staff(Role.FINANCE_MAKER))
    page = desk.get(reverse("premium")).content.decode()
    assert "结 2026年10月 的账" in page

    desk.post(reverse("premium-close"), {"month": "2026-10"})
    bill = Bill.objects.get()
    shown = desk.get(reverse("premium-bill", args=[bill.pk])).content.decode()
    assert "¥0.35" in shown
    assert "等平台申报" in shown

    rows = [[line.order_no, line.accepted_at, "0.07"] for line in lines[1:]]
    platform = signed_in(city.staff(Role.PLATFORM_OPERATOR))
    file = SimpleUploadedFile("申报.csv", write_csv(["订单号", "接单时间", "保费"], rows))
    platform.post(reverse("premium-declare", args=[bill.pk]), {"file": file})
    assert "正在读" in platform.get(reverse("premium-bill", args=[bill.pk])).content.decode()
    run_jobs()
    shown = platform.get(reverse("premium-bill", args=[bill.pk])).content.decode()
    assert "只有我方有" in shown
    assert "D0" in shown

    from anxin.cover.models import Difference

    address = reverse("premium-difference", args=[bill.pk, Difference.objects.get().pk])
    platform.post(address, {"note": "已补报"})
    desk.post(reverse("premium-send"), {"month": "2026-10"})
    desk.post(reverse("premium-collect"))
    bill.refresh_from_db()
    assert (bill.state, bill.received_fen) == ("paid", 35)
    listed = desk.get(reverse("premium"), {"month": "2026-10"}).content.decode()
    assert "已缴清" in listed


def test_a_bill_leaves_as_pdf_and_excel(city):
    city, _lines = city
    desk = signed_in(city.staff(Role.FINANCE_MAKER))
    desk.post(reverse("premium-close"), {"month": "2026-10"})
    address = reverse("premium-statement", args=[Bill.objects.get().pk])

    assert desk.get(address).content[:5] == b"%PDF-"
    assert desk.get(address + "?xlsx").content[:2] == b"PK"
    assert desk.get(reverse("premium"), {"xlsx": ""}).content[:2] == b"PK"
    assert desk.get(reverse("premium-charges"), {"month": "2026-10"}).status_code == 200


def test_refusals_are_sentences_on_the_page(city):
    city, _lines = city
    desk = signed_in(city.staff(Role.FINANCE_MAKER))

    running = desk.post(reverse("premium-close"), {"month": f"{now():%Y-%m}"}, follow=True)
    nonsense = desk.post(reverse("premium-close"), {"month": "十月"}, follow=True)
    nothing = desk.post(reverse("premium-send"), {"month": "2026-10"}, follow=True)

    assert "还没有过完" in running.content.decode()
    assert "月份请写成" in nonsense.content.decode()
    assert "还没有账单" in nothing.content.decode()


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.FINANCE_MAKER, Role.FINANCE_RELEASER])
def test_arrivals_show_what_every_platform_sent_today(city, role):
    city, _lines = city
    rider = a_worker()
    line = a_line(rider, accepted_at=now() - timedelta(minutes=1))
    orders_take(platform_id=city.platform.id, lines=[line], actor=Actor.system(), at=now())
    desk = signed_in(city.staff(role))

    page = desk.get(reverse("arrivals")).content.decode()

    assert city.platform.short_name in page
    assert desk.get(reverse("arrivals"), {"day": "2020-01-01"}).status_code == 200
    assert desk.get(reverse("arrivals"), {"day": "x"}).status_code == 200


def test_the_worker_sees_who_pays_for_todays_orders():
    city, rider = a_city(), a_worker()
    line = a_line(rider, order_no="TODAY1", accepted_at=now() - timedelta(minutes=1))
    phone = signed_in(rider)
    assert "还没有接单" in phone.get(reverse("my-cover")).content.decode()

    orders_take(platform_id=city.platform.id, lines=[line], actor=Actor.system(), at=now())

    page = phone.get(reverse("my-cover")).content.decode()
    assert "TODAY1" in page
    assert "0.0700 元" in page
    assert "保障中" in page


def test_the_simulated_tax_office_can_be_told_to_misbehave(city):
    city, _lines = city
    desk = signed_in(city.staff(Role.FINANCE_MAKER))
    desk.post(reverse("premium-close"), {"month": "2026-10"})

    desk.post(reverse("premium-misbehave"), {"faults": ["half"]})
    desk.post(reverse("premium-send"), {"month": "2026-10"})
    desk.post(reverse("premium-collect"))

    assert Bill.objects.get().received_fen == 17


def test_the_city_is_drawn_as_it_works(city):
    city, _lines = city
    rider = a_worker()
    line = a_line(rider, accepted_at=now() - timedelta(minutes=2))
    orders_take(platform_id=city.platform.id, lines=[line], actor=Actor.system(), at=now())
    desk = signed_in(city.staff(Role.SUPERVISOR))

    hour = desk.get(reverse("live")).content.decode()
    day = desk.get(reverse("live"), {"span": "day"}).content.decode()

    for page in (hour, day):
        drawn = json.loads(page.partition('<script id="charts" type="application/json">')[2].partition("</script>")[0])
        (series,) = drawn["minutes"]["series"]
        assert series["name"] == city.platform.short_name
        assert max(series["values"]) > 0
        assert len(series["values"]) == len(drawn["minutes"]["labels"])
    assert signed_in(city.staff(Role.PLATFORM_OPERATOR)).get(reverse("live")).status_code == 403


def test_a_premium_nobody_has_published_a_rate_for_is_said_in_words():
    assert (yuan4(None), yuan4(700), yuan4(UNRATED)) == ("—", "0.0700", "未定费率")

"""What a worker sees of the own record, and what no other worker sees."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from anxin.identity.consent_texts import consent_text
from anxin.identity.selectors import consent_standing, payee_account, worker_view
from anxin.identity.services import consent_give, payee_set
from anxin.identity.types import Actor, PayeeKind, Role
from tests.given.people import NOON, a_staff, a_worker, an_id_number, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


def _consent(worker: Actor):
    text = consent_text("medical_data")
    return consent_give(
        worker_id=worker.worker_id,
        key=text.key,
        version=text.version,
        sha256=text.sha256,
        actor=worker,
        at=NOON,
    )


def _page(actor: Actor, route: str) -> str:
    response = signed_in(actor).get(reverse(route))
    assert response.status_code == 200
    return response.content.decode()


def test_the_account_page_leads_everywhere():
    worker = a_worker()

    page = _page(worker, "my-account")

    for route in ("my-record", "my-own-payee", "my-consents", "my-readers"):
        assert f'href="{reverse(route)}"' in page
        assert _page(worker, route)


def test_my_record_is_masked_and_shows_how_my_account_changed():
    worker = a_worker(phone="13900000091", id_number=an_id_number(91))
    payee_set(
        worker_id=worker.worker_id,
        kind=PayeeKind.SOCIAL_CARD,
        bank_name="示范银行",
        number="6209990000000000013",
        actor=worker,
        at=NOON,
    )

    page = _page(worker, "my-record")

    assert "139****0091" in page
    assert "**** 0013" in page
    for secret in ("13900000091", an_id_number(91), "6209990000000000013"):
        assert secret not in page


def test_i_see_who_looked_and_who_was_refused():
    worker = a_worker()
    worker_view(a_staff(Role.INSURER_HANDLER, name="王试甲"), worker.worker_id, "核对票据", at=NOON)
    with pytest.raises(Exception, match="已记录"):
        worker_view(a_staff(Role.AUDITOR, name="卫试审"), worker.worker_id, "好奇", at=NOON)

    page = _page(worker, "my-readers")

    assert "王试甲" in page
    assert "核对票据" in page
    assert "系统没有放行" in page
    assert "王试甲" not in _page(a_worker(), "my-readers")


def test_a_consent_is_taken_back_with_one_tap_by_its_owner_only():
    worker, other = a_worker(), a_worker()
    given = _consent(worker)
    address = reverse("my-consent-withdraw", args=[given.id])

    assert address in _page(worker, "my-consents")
    signed_in(other).post(address)
    assert consent_standing(worker.worker_id, "medical_data") is not None
    signed_in(worker).post(address)
    assert consent_standing(worker.worker_id, "medical_data") is None
    assert "撤回" in _page(worker, "my-consents")


def test_a_wrong_card_keeps_what_was_typed_and_a_right_one_is_kept():
    worker = a_worker()
    browser = signed_in(worker)
    typed = {"kind": "social_card", "bank_name": "示范银行双井支行", "bank_code": "", "number": "12"}

    page = browser.post(reverse("my-own-payee"), typed).content.decode()
    browser.post(reverse("my-own-payee"), typed | {"number": "6209 9900 0000 0000 013"})

    assert "银行账号应为" in page
    assert "示范银行双井支行" in page
    payee = payee_account(worker.worker_id)
    assert payee is not None
    assert payee.number == "6209990000000000013"

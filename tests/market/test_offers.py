"""Work at home, offered on the phone by a person under the real name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from anxin.identity.types import Role
from anxin.kit.errors import BadInput, Refused
from anxin.market.jobs import services
from anxin.market.jobs.models import Application, Employer, JobPost
from anxin.market.jobs.services import application_make, employer_verify, work_finish
from tests.given.market import CLEANER, NOON, TODAY, WAITER, a_draft, a_seeker
from tests.given.people import a_staff, a_worker, signed_in

pytestmark = pytest.mark.usefixtures("market")


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def said(**changes: Any) -> dict[str, Any]:
    return {
        "trade": CLEANER,
        "work": "三居室打扫一遍，擦窗，工具家里有",
        "first_day": TODAY.isoformat(),
        "day_start": "14:00",
        "day_end": "18:00",
        "place": "样板街12号小区门口",
        "place_name": "样板街口",
        "headcount": 1,
        "pay": "40",
        "pay_kind": "hour",
        "insurance": "none",
    } | changes


def a_household(*, verified: bool = True) -> Any:
    person = a_worker(name="孙试家")
    household = services.individual_register(actor=person, at=NOON)
    if verified:
        employer_verify(employer_id=household.id, verified=True, actor=a_staff(Role.MARKET_OPERATOR), at=NOON)
    return person, household


def test_from_the_first_tap_to_hours_confirmed() -> None:
    person, _household = a_household()
    client = signed_in(person)
    bad = client.post(reverse("offer-new"), said(work="只要女的，年龄三十岁以下"))
    assert JobPost.objects.get().state == "draft"
    assert "必须改" in client.get(bad["Location"]).content.decode()

    client.post(bad["Location"], said())

    post = JobPost.objects.get()
    assert post.state == "live"
    worker, _profile = a_seeker(trades=(CLEANER,))
    application_id = application_make(worker_id=worker.worker_id, post_id=post.pk, key="k", actor=worker, at=NOON)
    page = client.get(reverse("offer", args=[post.pk])).content.decode()
    assert "报名了，等您答复" in page
    assert "tel:" not in page
    client.post(reverse("offer-act", args=[application_id, "accept"]))
    assert "tel:" in client.get(reverse("offer", args=[post.pk])).content.decode()
    client.post(reverse("offer-act", args=[application_id, "started"]))
    work_finish(application_id=application_id, minutes=210, fen=14_000, actor=worker, at=NOON)
    assert 'value="3.5"' in client.get(reverse("offer", args=[post.pk])).content.decode()
    client.post(reverse("offer-act", args=[application_id, "confirm"]), {"hours": "3.5", "pay": "140"})

    row = Application.objects.get(pk=application_id)
    assert (row.employer_minutes, row.employer_fen) == (210, 14_000)


def test_until_the_name_is_verified_a_person_looks_first() -> None:
    person, _household = a_household(verified=False)

    signed_in(person).post(reverse("offer-new"), said())

    assert JobPost.objects.get().state == "review"


def test_the_first_visit_says_what_it_means_and_one_tap_begins() -> None:
    person = a_worker()
    client = signed_in(person)
    assert "我要请人" in client.get(reverse("offers")).content.decode()
    assert client.get(reverse("offer-new")).status_code == 404

    client.post(reverse("offers"))

    assert Employer.objects.get().worker_id == person.worker_id


def test_a_person_offers_household_work_only_and_does_not_apply_for_it() -> None:
    person, household = a_household()
    with pytest.raises(BadInput, match="家里的活"):
        services.post_save(employer_id=household.id, draft=a_draft(trade=WAITER), actor=person, at=NOON)
    saved = services.post_save(employer_id=household.id, draft=a_draft(trade=CLEANER), actor=person, at=NOON)
    a_seeker(worker=person, trades=(CLEANER,))

    with pytest.raises(Refused, match="自己发布"):
        application_make(worker_id=person.worker_id, post_id=saved.post.id, key="k", actor=person, at=NOON)


def test_another_persons_offer_is_not_found() -> None:
    person, household = a_household()
    saved = services.post_save(employer_id=household.id, draft=a_draft(trade=CLEANER), actor=person, at=NOON)
    stranger, _theirs = a_household()

    assert signed_in(stranger).get(reverse("offer", args=[saved.post.id])).status_code == 404

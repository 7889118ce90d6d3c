"""Reaching people: what they asked for, once, no oftener than they can bear; lists only with consent; reach counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from anxin.identity.consent_texts import consent_text
from anxin.identity.events import ConsentWithdrawn
from anxin.identity.services import consent_give
from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.market.jobs.hours import ALL_SHIFTS
from anxin.market.outreach import selectors
from anxin.market.outreach.importers import contacts
from anxin.market.outreach.models import Representative
from anxin.market.outreach.services import (
    circle_set,
    digests_send,
    group_add,
    instant_send,
    member_add,
    members_without_consent_remove,
    push_send,
    representative_add,
    subscription_end,
    subscription_save,
    visit_note,
    volunteer_add,
)
from anxin.market.outreach.services.telling import INSTANT_A_DAY
from anxin.market.outreach.types import CONSENT_KEY, TOPIC, Pace, SubscriptionIn
from anxin.notify.models import Delivery
from anxin.notify.selectors import messages_for
from anxin.notify.services import opt_out, robot_add
from tests.given.market import WAITER, a_post, an_employer
from tests.given.people import NOON, a_staff, a_worker, an_org, signed_in
from tests.given.tables import a_workbook, imported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("market")]
WANTED = SubscriptionIn(trades=(WAITER,), shifts=ALL_SHIFTS, pace=Pace.INSTANT)
DAY = timedelta(days=1)


def subscribed(**changes: Any) -> Actor:
    worker = a_worker()
    subscription_save(wanted=replace(WANTED, **changes), actor=worker, at=NOON)
    return worker


def texts(worker: Actor) -> list[str]:
    return [message.text for message in messages_for(worker)]


def test_a_new_post_is_told_at_once_and_only_once_by_the_ways_that_were_chosen() -> None:
    worker = subscribed(ways=("sms",))
    _officer, post = a_post()

    assert instant_send(post_id=post.id, at=NOON) == 1
    assert instant_send(post_id=post.id, at=NOON) == 0

    assert "餐厅服务员" in texts(worker)[0]
    assert list(Delivery.objects.values_list("channel", flat=True)) == ["sms"]


@pytest.mark.parametrize(
    "changes",
    [{"trades": (101,)}, {"districts": ("110192",)}, {"pay_hour_fen": 99_00}, {"shifts": 1}, {"pace": Pace.DAILY}],
)
def test_what_was_not_asked_for_is_not_told(changes: dict[str, Any]) -> None:
    worker = subscribed(**changes)
    _officer, post = a_post()

    assert instant_send(post_id=post.id, at=NOON) == 0
    assert texts(worker) == []


def test_nobody_is_disturbed_more_than_three_times_a_day_and_the_rest_comes_in_the_morning() -> None:
    worker, employer = subscribed(), an_employer()
    posts = [a_post(employer=employer, title=f"服务员{number}")[1] for number in range(INSTANT_A_DAY + 2)]

    assert sum(instant_send(post_id=post.id, at=NOON) for post in posts) == INSTANT_A_DAY
    assert digests_send(at=NOON + timedelta(hours=8)) == 1

    assert "有 2 个您想找的活" in texts(worker)[0]
    assert digests_send(at=NOON + timedelta(hours=9)) == 0


def test_a_digest_names_some_and_counts_all() -> None:
    worker, employer = subscribed(pace=Pace.DAILY), an_employer()
    for number in range(8):
        a_post(employer=employer, title=f"服务员{number}")

    assert digests_send(at=NOON) == 1

    (text,) = texts(worker)
    assert "有 8 个您想找的活" in text
    assert text.count("服务员") == 5


def test_who_left_hears_nothing_and_subscribing_again_is_coming_back() -> None:
    worker = subscribed()
    assert worker.worker_id
    opt_out(worker_id=worker.worker_id, topic=TOPIC, at=NOON)
    _officer, post = a_post()
    assert instant_send(post_id=post.id, at=NOON) == 0

    subscription_save(wanted=WANTED, actor=worker, at=NOON)
    _officer, other = a_post()
    assert instant_send(post_id=other.id, at=NOON) == 1


def test_one_ends_ones_own_subscription_only() -> None:
    worker, stranger = subscribed(), a_worker()
    assert worker.worker_id
    (mine,) = selectors.own_subscriptions(worker.worker_id)

    with pytest.raises(NotFound):
        subscription_end(subscription_id=mine.id, actor=stranger)
    subscription_end(subscription_id=mine.id, actor=worker)
    assert selectors.own_subscriptions(worker.worker_id) == ()


@pytest.mark.parametrize(
    "changes", [{"trades": ()}, {"trades": (9999,)}, {"districts": ("000000",)}, {"ways": ("fax",)}]
)
def test_what_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        subscribed(**changes)


@pytest.fixture
def clerk() -> Actor:
    return a_staff(Role.MARKET_OPERATOR, org=an_org(OrgKind.MARKET), name="张试市")


def agreed(phone: str) -> Actor:
    worker = a_worker(phone=phone)
    text = consent_text(CONSENT_KEY)
    assert worker.worker_id
    consent_give(
        worker_id=worker.worker_id, key=text.key, version=text.version, sha256=text.sha256, actor=worker, at=NOON
    )
    return worker


def test_nobody_is_put_on_a_list_who_did_not_agree(clerk: Actor) -> None:
    group = group_add(name="离家近的活", actor=clerk, at=NOON)
    a_worker(phone="13900004001")

    with pytest.raises(Refused, match="本人还没有同意"):
        member_add(group_id=group, person="13900004001", actor=clerk, at=NOON)
    with pytest.raises(Refused, match="本人还没有同意"):
        member_add(group_id=group, person="13900004999", actor=clerk, at=NOON)


def test_a_list_is_told_and_counted_and_who_takes_the_consent_back_is_off_it(clerk: Actor) -> None:
    worker = agreed("13900004002")
    group = group_add(name="离家近的活", actor=clerk, at=NOON)
    member_add(group_id=group, person="13900004002", actor=clerk, at=NOON)

    push(clerk, group_ids=[group])
    assert "下周一有家政培训" in texts(worker)[0]

    assert worker.worker_id
    members_without_consent_remove(ConsentWithdrawn(worker_id=worker.worker_id, key=CONSENT_KEY, version="x", at=NOON))
    assert selectors.group_members(clerk, group)[1] == ()


def push(clerk: Actor, *, key: str = "k1", **more: Any) -> UUID:
    told: dict[str, Any] = {"group_ids": [], "trades": [], "robot_ids": [], "network": False, "ways": []}
    return push_send(key=key, text="下周一有家政培训，免费。", **(told | more), actor=clerk, at=NOON)


def test_the_reach_of_a_push_counts_people_chats_and_circles_once(clerk: Actor) -> None:
    agreed("13900004003")
    leaver = agreed("13900004004")
    group = group_add(name="名单", actor=clerk, at=NOON)
    for phone in ("13900004003", "13900004004"):
        member_add(group_id=group, person=phone, actor=clerk, at=NOON)
    assert leaver.worker_id
    opt_out(worker_id=leaver.worker_id, topic=TOPIC, at=NOON)
    robot = robot_add(
        kind="simulated", name="零工群", address="", people=200, org_id=clerk.orgs()[0], actor=clerk, at=NOON
    )
    add_representative(clerk, circle=35)

    first = push(clerk, group_ids=[group], robot_ids=[robot], network=True)
    assert push(clerk, group_ids=[group], robot_ids=[robot], network=True) == first

    (shown,) = selectors.pushes(clerk)
    assert (shown.told, shown.left_out, shown.groups, shown.group_people, shown.circle) == (1, 1, 1, 200, 35)
    assert shown.reach == 236


def test_a_push_that_nobody_would_hear_is_refused(clerk: Actor) -> None:
    with pytest.raises(Refused, match="没有人"):
        push(clerk)


def add_representative(clerk: Actor, *, circle: int = 10, volunteer: UUID | None = None) -> UUID:
    home = volunteer or volunteer_add(name="钱试愿", phone="13900005001", actor=clerk, at=NOON)
    return representative_add(
        volunteer_id=home, name="孙试代", phone="13900005002", where="三号工地", circle=circle, actor=clerk, at=NOON
    )


def test_a_volunteer_has_three_representatives_and_the_database_holds_it(clerk: Actor) -> None:
    volunteer = volunteer_add(name="钱试愿", phone="13900005001", actor=clerk, at=NOON)
    for _place in range(3):
        add_representative(clerk, volunteer=volunteer)

    with pytest.raises(Refused, match="三位代表"):
        add_representative(clerk, volunteer=volunteer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Representative.objects.create(volunteer_id=volunteer, place=4, name="多", phone="1", made_at=NOON)
    assert selectors.network(clerk)[0].circle == 30


def test_visits_and_circles_are_written_down_by_ones_own_market(clerk: Actor) -> None:
    representative = add_representative(clerk)
    stranger = a_staff(Role.MARKET_OPERATOR, org=an_org(OrgKind.MARKET))
    visit = {"representative_id": representative, "day": NOON.date(), "note": "两人想学电工", "next_on": None}

    visit_note(**visit, actor=clerk, at=NOON)  # type: ignore[arg-type]
    circle_set(representative_id=representative, circle=42, actor=clerk)

    shown = selectors.network(clerk)[0].representatives[0]
    assert (shown.circle, shown.visits[0].note, shown.visits[0].by_name) == (42, "两人想学电工", "张试市")
    with pytest.raises(NotFound):
        visit_note(**visit, actor=stranger, at=NOON)  # type: ignore[arg-type]
    assert selectors.network(stranger) == ()


@pytest.mark.parametrize(("day", "next_on"), [(1, None), (0, 0), (0, -1)])
def test_days_of_a_visit_that_cannot_be_are_refused(clerk: Actor, day: int, next_on: int | None) -> None:
    representative, today = add_representative(clerk), NOON.date()

    with pytest.raises(BadInput):
        visit_note(
            representative_id=representative,
            day=today + day * DAY,
            note="在",
            next_on=None if next_on is None else today + next_on * DAY,
            actor=clerk,
            at=NOON,
        )


def test_the_network_comes_in_as_a_table_and_goes_out_with_the_same_columns(clerk: Actor) -> None:
    headers = [column.label for column in contacts.columns]
    rows = [
        ["葛试愿", "13900000080", f"代试{name}", f"1390000007{n}", "早市", "35"] for n, name in enumerate("甲乙丙丁")
    ]
    rows.append(["葛试愿", "13900000080", "代试甲", "13900000070", "早市", "很多"])

    job = imported(clerk, a_workbook(headers, rows), importer="market-network")

    assert (job.new_count, job.known_count, job.bad_count) == (3, 0, 2)
    answer = signed_in(clerk).get(reverse("hall-network-xlsx"))
    lines = list(load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    assert list(lines[0][: len(headers)]) == headers
    again = imported(clerk, answer.content, importer="market-network")
    assert (again.new_count, again.known_count) == (0, 3)
